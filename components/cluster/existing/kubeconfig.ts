import { dirname, isAbsolute, resolve } from "node:path";
import { parse, stringify } from "yaml";

/** A kubeconfig's text and where it comes from. */
export interface KubeconfigSource {
  text: string;
  /** The file's path, for messages and for the files that it names; absent for given content. */
  path?: string;
}

/** One context of a kubeconfig. */
export interface SelectedContext {
  /** A kubeconfig (YAML) with this context, its cluster and its user, and nothing else. */
  kubeconfig: string;
  context: string;
  /** The API server's URL. */
  server: string;
}

type Fields = Record<string, unknown>;
interface Named {
  name: string;
  fields: Fields;
  source: KubeconfigSource;
}

/** Fields that name files: relative ones are relative to the kubeconfig's folder. */
const FILE_FIELDS = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

/**
 * Takes one context out of kubeconfig files, which are merged as kubectl merges them: of entries of one name the first
 * counts. The credentials of other clusters are left out, so that they do not get into a stack's state.
 * @param wanted the context's name; absent: the current one
 * @throws when a file is no kubeconfig, or the context, its cluster or its user is not in it
 */
export function selectContext(sources: readonly KubeconfigSource[], wanted?: string): SelectedContext {
  const where = sources.map(({ path }) => path ?? "the given kubeconfig").join(", ");
  const configs = sources.map((source) => ({ source, config: parseKubeconfig(source) }));
  const all = (list: string, item: string): Named[] =>
    configs.flatMap(({ source, config }) => entries(config, list, item, source));
  const contexts = all("contexts", "context");
  const name =
    wanted ?? configs.map(({ config }) => config["current-context"]).find((current) => Boolean(current));
  const names = [...new Set(contexts.map((context) => context.name))];
  const known = names.length > 0 ? `it has ${names.join(", ")}` : "it has none";
  if (typeof name !== "string") {
    throw new Error(`${where} names no current context; give one: ${known}`);
  }
  const context = contexts.find((candidate) => candidate.name === name);
  if (context === undefined) throw new Error(`${where} has no context ${JSON.stringify(name)}; ${known}`);
  const part = (kind: "cluster" | "user"): Named => {
    const found = all(`${kind}s`, kind).find((candidate) => candidate.name === context.fields[kind]);
    if (found !== undefined) return found;
    throw new Error(
      `the context ${name} of ${where} names the ${kind} ${JSON.stringify(context.fields[kind])}, which is not there`,
    );
  };
  const [cluster, user] = [part("cluster"), part("user")];
  const { server } = cluster.fields;
  if (typeof server !== "string") throw new Error(`the cluster ${cluster.name} of ${where} has no server`);
  const kubeconfig = stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: cluster.name, cluster: withAbsoluteFiles(cluster) }],
      users: [{ name: user.name, user: withAbsoluteFiles(user) }],
      contexts: [{ name, context: context.fields }],
      "current-context": name,
    },
    { lineWidth: 0 },
  );
  return { kubeconfig, context: name, server };
}

function parseKubeconfig({ text, path }: KubeconfigSource): Fields {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    value = undefined; // the parser's message would quote the content, which may be secret
  }
  if (typeof value === "object" && value !== null && "clusters" in value) return value as Fields;
  throw new Error(`${path ?? "the given kubeconfig"} is not a kubeconfig: it is no YAML map with clusters`);
}

function entries(config: Fields, list: string, item: string, source: KubeconfigSource): Named[] {
  const values = config[list];
  if (!Array.isArray(values)) return [];
  return values.map((entry: Fields) => ({
    name: String(entry.name),
    fields: (entry[item] ?? {}) as Fields,
    source,
  }));
}

function withAbsoluteFiles({ name, fields, source }: Named): Fields {
  const result = { ...fields };
  for (const field of FILE_FIELDS) {
    const file = result[field];
    if (typeof file !== "string" || isAbsolute(file)) continue;
    if (source.path === undefined) {
      throw new Error(
        `the given kubeconfig's ${name} names the file ${file} (${field}), relative to nothing: ` +
          `use an absolute path or ${field}-data`,
      );
    }
    result[field] = resolve(dirname(source.path), file);
  }
  return result;
}
