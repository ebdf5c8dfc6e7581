import type { DiffResponse } from "../../protocol/provider";
import { configDifference } from "../../protocol/providerShell";
import { containsUnknowns, type PropertyMap } from "../../protocol/values";
import { resolveConnection } from "../../../lib/clients/kubernetes/resolveConnection";
import { parseProviderConfig } from "./config";

/**
 * A changed provider configuration replaces the provider's resources only if it names another cluster. A cluster is
 * identified by `clusterIdentifier` if set, else by the server's address and certificate authority.
 */
export function diffProviderConfig(olds: PropertyMap, news: PropertyMap): DiffResponse {
  const difference = configDifference(olds, news);
  return meansAnotherCluster(olds, news, difference.diffs)
    ? configDifference(olds, news, IDENTIFYING)
    : difference;
}

const IDENTIFYING = ["clusterIdentifier", "kubeconfig", "context", "cluster"];

function meansAnotherCluster(olds: PropertyMap, news: PropertyMap, diffs: string[]): boolean {
  if (!diffs.some((key) => IDENTIFYING.includes(key))) return false;
  if (typeof olds.clusterIdentifier === "string" || typeof news.clusterIdentifier === "string") {
    return diffs.includes("clusterIdentifier") && olds.clusterIdentifier !== undefined;
  }
  if (containsUnknowns(olds) || containsUnknowns(news)) return false;
  try {
    const before = resolveConnection(parseProviderConfig(olds));
    const after = resolveConnection(parseProviderConfig(news));
    return before.server !== after.server || before.certificateAuthority !== after.certificateAuthority;
  } catch {
    // One of them names no usable cluster; the operations report the error.
    return false;
  }
}
