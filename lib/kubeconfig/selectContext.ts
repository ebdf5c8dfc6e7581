import { isAbsolute } from "node:path";
import { isMapping } from "../mapping";
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
  /** See {@link Selection.warnings}. */
  warnings: string[];
}

/** Fields that contain file names. */
const FILE_FIELDS = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

/**
 * Extracts one context from kubeconfig files. The credentials of other clusters are dropped, so that they never reach a
 * stack's state.
 * @param wanted the context's name; default: the current context
 * @throws KubeconfigError when a source is not a kubeconfig, or has no such context with a cluster and server
 */
export function selectContext(sources: readonly KubeconfigSource[], wanted?: string): SelectedContext {
  const { context, cluster, user, origin, warnings } = selectEntries(sources, { context: wanted });
  const { name } = context!;
  const server = textOf(cluster.fields.server);
  if (server === undefined) {
    throw new KubeconfigError(
      `${origin}: cluster ${quote(cluster.name)}: found no server; expected the API server's URL.`,
    );
  }
  const kubeconfig = kubeconfigText({
    cluster: { name: cluster.name, fields: withAbsolutePaths(cluster, origin) },
    ...(user !== undefined && { user: { name: user.name, fields: withAbsolutePaths(user, origin) } }),
    context: { name, fields: context!.fields },
  });
  return { kubeconfig, context: name, server, warnings };
}

function withAbsolutePaths(entry: KubeconfigEntry, origin: string): Record<string, unknown> {
  const result = { ...entry.fields };
  const absolute = (path: unknown, field: string, instead: string): unknown => {
    if (typeof path !== "string" || path === "" || isAbsolute(path)) return path;
    if (entry.directory !== undefined) return pathIn(entry, path, entry.directory);
    throw new KubeconfigError(
      `${origin}: ${quote(entry.name)}: ${field}: found the relative path ${path}; expected ${instead}.`,
    );
  };
  for (const field of FILE_FIELDS)
    if (field in result) result[field] = absolute(result[field], field, `an absolute path or ${field}-data`);
  const { exec } = result;
  // A command without a slash is searched in $PATH.
  if (isMapping(exec) && typeof exec.command === "string" && exec.command.includes("/"))
    result.exec = {
      ...exec,
      command: absolute(exec.command, "exec.command", "an absolute path or a command in $PATH"),
    };
  return result;
}
