import type { DiffResponse } from "../../protocol/provider";
import { containsUnknowns, deepEquals, type PropertyMap } from "../../protocol/values";
import { resolveConnection } from "../../../lib/clients/kubernetes/resolveConnection";
import { parseProviderConfig } from "./config";

/**
 * What a change of a provider's configuration does to the resources that it manages: nothing, unless it then means another
 * cluster. Then they all are replaced. What identifies a cluster is `clusterIdentifier` where it is given, else the server's
 * address and its certificate authority.
 */
export function diffProviderConfig(olds: PropertyMap, news: PropertyMap): DiffResponse {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (key) => !key.startsWith("__"),
  );
  const diffs = keys.filter((key) => key !== "version" && !deepEquals(olds[key], news[key]));
  const replaces = meansAnotherCluster(olds, news, diffs)
    ? diffs.filter((key) => IDENTIFYING.includes(key))
    : [];
  return {
    changes: diffs.length > 0 ? "some" : "none",
    replaces,
    stables: [],
    diffs,
    deleteBeforeReplace: false,
  };
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
    // One of them names no cluster that can be told; the operations will say so.
    return false;
  }
}
