import { dirname, isAbsolute, join } from "node:path";
import { readManifest } from "../manifests/readManifests";
import { isMapping, type Mapping } from "../mapping";
import { entryTypeProblem } from "./entryTypes";

/** A kubeconfig that cannot be used. The message never contains a secret from it. */
export class KubeconfigError extends Error {
  override readonly name = "KubeconfigError";
}

/** A kubeconfig's text (YAML or JSON). */
export interface KubeconfigSource {
  text: string;
  /** The file that contains the text; absent for given content. */
  path?: string;
}

/** A cluster, context or user. */
export interface KubeconfigEntry {
  name: string;
  fields: Readonly<Record<string, unknown>>;
  /** The base folder for relative paths in the fields; absent for given content. */
  directory?: string;
}

/** The entries that a context resolves to. */
export interface Selection {
  /** Absent when a cluster is chosen and no context is current. */
  context?: KubeconfigEntry;
  cluster: KubeconfigEntry;
  /** Absent when the context has no user: requests are then anonymous. */
  user?: KubeconfigEntry;
  /** The source of the entries, for messages. */
  origin: string;
  /** One line per key that a file has twice; the last one counts, as for kubectl. */
  warnings: string[];
}

/**
 * Selects a context in kubeconfig files, merged as kubectl does: the first of several entries with one name wins.
 * @param choice.context default: the current context
 * @param choice.cluster default: the context's cluster
 * @throws KubeconfigError when a source is not a kubeconfig, or has no such context, cluster or user
 */
export function selectEntries(
  sources: readonly KubeconfigSource[],
  choice: { context?: string; cluster?: string } = {},
): Selection {
  const origin = sources.map(originOf).join(", ");
  const warnings: string[] = [];
  const configs = sources.map((source) => ({ source, config: parseSource(source, warnings) }));
  if (!configs.some(({ config }) => "clusters" in config)) {
    throw new KubeconfigError(`${origin}: found no clusters; expected a kubeconfig.`);
  }
  const all = (kind: Kind) => configs.flatMap(({ source, config }) => entriesOf(source, config, kind));
  const find = (kind: Kind, name: string, where: string): KubeconfigEntry => {
    const found = all(kind).find((entry) => entry.name === name);
    if (found) return found;
    throw new KubeconfigError(`${where}: found no ${kind} ${quote(name)}; expected ${namesOf(all(kind))}.`);
  };
  const contextName =
    textOf(choice.context) ?? configs.map(({ config }) => textOf(config["current-context"])).find(Boolean);
  if (contextName === undefined && choice.cluster === undefined) {
    const names = namesOf(all("context"));
    throw new KubeconfigError(`${origin}: found no current-context; expected ${names}. Choose a context.`);
  }
  const context = contextName === undefined ? undefined : find("context", contextName, origin);
  const where =
    context && choice.cluster === undefined ? `${origin}: context ${quote(context.name)}` : origin;
  const clusterName = choice.cluster ?? textOf(context?.fields.cluster);
  if (clusterName === undefined) {
    throw new KubeconfigError(`${where}: found no cluster; expected ${namesOf(all("cluster"))}.`);
  }
  const cluster = find("cluster", clusterName, where);
  const userName = textOf(context?.fields.user);
  return {
    context,
    cluster,
    user: userName === undefined ? undefined : find("user", userName, where),
    origin,
    warnings,
  };
}

type Kind = "cluster" | "context" | "user";

const originOf = ({ path }: KubeconfigSource): string => path ?? "the kubeconfig";

function parseSource(source: KubeconfigSource, warnings: string[]): Mapping {
  let value: unknown;
  try {
    value = readManifest(source.text, originOf(source), (path, line) =>
      warnings.push(
        `${originOf(source)}: line ${line + 1}: found the key ${path} twice; expected it only once. The last one counts.`,
      ),
    );
  } catch {
    // The parser's message could quote a secret.
    throw new KubeconfigError(
      `${originOf(source)}: found text that is neither YAML nor JSON; expected a kubeconfig.`,
    );
  }
  // An empty file, or one with only some of the entries, adds to the others of a list.
  if (value === null) return {};
  if (isMapping(value)) return value;
  throw new KubeconfigError(`${originOf(source)}: found no map; expected a kubeconfig.`);
}

function entriesOf(source: KubeconfigSource, config: Mapping, kind: Kind): KubeconfigEntry[] {
  const list = config[`${kind}s`] ?? [];
  if (!Array.isArray(list)) {
    throw new KubeconfigError(`${originOf(source)}: ${kind}s: found no list; expected a list of ${kind}s.`);
  }
  rejectDuplicates(list, `${originOf(source)}: ${kind}s`);
  return list.filter(isMapping).map((entry) => {
    const name = String(entry.name ?? "");
    const problem = entryTypeProblem(kind, entry[kind]);
    if (problem !== undefined)
      throw new KubeconfigError(`${originOf(source)}: ${kind} ${quote(name)}: ${problem}`);
    return {
      name,
      fields: isMapping(entry[kind]) ? entry[kind] : {},
      ...(source.path !== undefined && { directory: dirname(source.path) }),
    };
  });
}

/** kubectl rejects two entries of one name in one file. */
function rejectDuplicates(list: readonly unknown[], where: string): void {
  const names = list.filter(isMapping).map(({ name }) => String(name ?? ""));
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new KubeconfigError(`${where}: found ${quote(twice)} twice; expected each name only once.`);
}

/** Resolves a path in an entry. @param fallback the base folder for given content */
export const pathIn = ({ directory }: KubeconfigEntry, path: string, fallback: string): string =>
  isAbsolute(path) ? path : join(directory ?? fallback, path);

export const quote = (value: string): string => JSON.stringify(value);

/** The string; undefined when it is empty or of another type. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

function namesOf(entries: readonly KubeconfigEntry[]): string {
  const names = [...new Set(entries.map(({ name }) => quote(name)))];
  return names.length === 0 ? "at least one" : `one of ${names.join(", ")}`;
}
