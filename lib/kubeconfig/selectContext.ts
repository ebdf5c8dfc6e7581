import { isAbsolute } from "node:path";
import {
  KubeconfigError,
  pathIn,
  quote,
  selectEntries,
  textOf,
  type KubeconfigEntry,
  type KubeconfigSource,
} from "./read";
import { kubeconfigText } from "./write";

/** One context of a kubeconfig. */
export interface SelectedContext {
  /** A kubeconfig (YAML) that contains only this context, its cluster and its user. */
  kubeconfig: string;
  context: string;
  /** The API server's URL. */
  server: string;
}

/** Fields that contain file names. */
const FILE_FIELDS = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

/**
 * Extracts one context from kubeconfig files. The credentials of other clusters are dropped, so that they never reach a
 * stack's state.
 * @param wanted the context's name; default: the current context
 * @throws KubeconfigError when a source is not a kubeconfig, or has no such context with a cluster, server and user
 */
export function selectContext(sources: readonly KubeconfigSource[], wanted?: string): SelectedContext {
  const { context, cluster, user, origin } = selectEntries(sources, { context: wanted });
  const { name } = context!;
  if (user === undefined) {
    throw new KubeconfigError(
      `${origin}: context ${quote(name)}: found no user; expected the name of a user.`,
    );
  }
  const server = textOf(cluster.fields.server);
  if (server === undefined) {
    throw new KubeconfigError(
      `${origin}: cluster ${quote(cluster.name)}: found no server; expected the API server's URL.`,
    );
  }
  const kubeconfig = kubeconfigText({
    cluster: { name: cluster.name, fields: withAbsolutePaths(cluster, origin) },
    user: { name: user.name, fields: withAbsolutePaths(user, origin) },
    context: { name, fields: context!.fields },
  });
  return { kubeconfig, context: name, server };
}

function withAbsolutePaths(entry: KubeconfigEntry, origin: string): Record<string, unknown> {
  const result = { ...entry.fields };
  for (const field of FILE_FIELDS) {
    const path = result[field];
    if (typeof path !== "string" || isAbsolute(path)) continue;
    if (entry.directory === undefined) {
      throw new KubeconfigError(
        `${origin}: ${quote(entry.name)}: ${field}: found the relative path ${path}; expected an absolute path or ${field}-data.`,
      );
    }
    result[field] = pathIn(entry, path, entry.directory);
  }
  return result;
}
