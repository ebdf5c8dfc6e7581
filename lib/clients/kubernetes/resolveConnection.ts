import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { parse } from "yaml";
import type { Connection, Credentials, ExecPlugin } from "./connection";

/** Where to find the cluster, as the provider's configuration has it. */
export interface KubeconfigChoice {
  /** A kubeconfig's content, or the path of one; `$KUBECONFIG`, then `~/.kube/config`, then the pod's account without it. */
  kubeconfig?: string;
  /** The context to use; the kubeconfig's current one by default. */
  context?: string;
  /** The cluster to use in place of the context's. */
  cluster?: string;
}

/** A kubeconfig that cannot be used. The message never holds the kubeconfig's content. */
export class KubeconfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "KubeconfigError";
  }
}

type Entry = Record<string, unknown>;
interface Named {
  name: string;
  /** The folder that relative paths in the entry are relative to. */
  directory: string;
  value: Entry;
}
interface Kubeconfig {
  currentContext: string;
  clusters: Named[];
  contexts: Named[];
  users: Named[];
  origin: string;
}

/**
 * The connection that a kubeconfig and a choice of context come down to. Files that it refers to are read here; the token
 * file and the credential plugin are kept for later, as they change while the provider runs.
 * @throws KubeconfigError that says what was found, where, and what is allowed
 */
export function resolveConnection(
  choice: KubeconfigChoice,
  environment: NodeJS.ProcessEnv = process.env,
): Connection {
  const config = loadKubeconfig(choice.kubeconfig, environment);
  if (!config) {
    const inCluster = inClusterConnection(environment);
    if (inCluster) return inCluster;
    throw new KubeconfigError(
      "no kubeconfig was found: set the provider's kubeconfig (content or path) or $KUBECONFIG, or make ~/.kube/config",
    );
  }
  const contextName = choice.context ?? config.currentContext;
  if (contextName === "" && choice.cluster === undefined) {
    throw new KubeconfigError(
      `${config.origin} has no current-context: choose one of ${names(config.contexts)}`,
    );
  }
  const context =
    contextName === "" ? {} : find(config.contexts, contextName, "context", config.origin).value;
  const clusterName = choice.cluster ?? text(context.cluster);
  if (!clusterName)
    throw new KubeconfigError(`context ${quote(contextName)} of ${config.origin} names no cluster`);
  const cluster = find(config.clusters, clusterName, "cluster", config.origin);
  const userName = text(context.user);
  const user = userName ? find(config.users, userName, "user", config.origin) : undefined;
  return {
    ...clusterConnection(cluster, config.origin),
    namespace: text(context.namespace),
    credentials: user ? userCredentials(user, config.origin) : {},
  };
}

function loadKubeconfig(given: string | undefined, environment: NodeJS.ProcessEnv): Kubeconfig | undefined {
  if (given !== undefined && given.trim() !== "")
    return isContent(given) ? parseContent(given) : readFile(given);
  const fromEnvironment = (environment.KUBECONFIG ?? "").split(delimiter).filter((path) => path !== "");
  const paths =
    fromEnvironment.length > 0 ? fromEnvironment : [join(environment.HOME ?? homedir(), ".kube", "config")];
  const files = paths.filter((path) => existsSync(expand(path))).map(readFile);
  if (files.length === 0) {
    if (fromEnvironment.length === 0) return undefined;
    throw new KubeconfigError(`$KUBECONFIG names no file that exists: ${fromEnvironment.join(delimiter)}`);
  }
  return files.reduce(merge);
}

/** The first file wins, entry by entry, as kubectl has it. */
function merge(first: Kubeconfig, second: Kubeconfig): Kubeconfig {
  const union = (a: Named[], b: Named[]) => [
    ...a,
    ...b.filter((entry) => !a.some(({ name }) => name === entry.name)),
  ];
  return {
    currentContext: first.currentContext || second.currentContext,
    clusters: union(first.clusters, second.clusters),
    contexts: union(first.contexts, second.contexts),
    users: union(first.users, second.users),
    origin: `${first.origin} and ${second.origin}`,
  };
}

/** A kubeconfig's content has several lines or is a JSON map; a path has neither. */
const isContent = (given: string): boolean => /[\n{]/.test(given) || /^\s*apiVersion\s*:/.test(given);

const expand = (path: string): string => (path.startsWith("~/") ? join(homedir(), path.slice(2)) : path);

function readFile(path: string): Kubeconfig {
  const file = resolve(expand(path));
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    throw new KubeconfigError(
      `the kubeconfig ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"}); ` +
        "give the path of a kubeconfig, or its content",
    );
  }
  return parseContent(content, file);
}

function parseContent(content: string, file?: string): Kubeconfig {
  const origin = file === undefined ? "the kubeconfig" : `the kubeconfig ${file}`;
  let parsed: unknown;
  try {
    parsed = parse(content, { logLevel: "error", prettyErrors: false });
  } catch {
    // The parser's message could quote a secret.
    throw new KubeconfigError(`${origin} is neither YAML nor JSON`);
  }
  if (!isEntry(parsed)) throw new KubeconfigError(`${origin} is no map with clusters, contexts and users`);
  const directory = file === undefined ? process.cwd() : dirname(file);
  const named = (key: string, valueKey: string): Named[] => {
    const list = parsed[key] ?? [];
    if (!Array.isArray(list)) throw new KubeconfigError(`${key} of ${origin} is no list`);
    return list.filter(isEntry).map((entry) => ({
      name: text(entry.name) ?? "",
      directory,
      value: isEntry(entry[valueKey]) ? entry[valueKey] : {},
    }));
  };
  return {
    currentContext: text(parsed["current-context"]) ?? "",
    clusters: named("clusters", "cluster"),
    contexts: named("contexts", "context"),
    users: named("users", "user"),
    origin,
  };
}

function clusterConnection(cluster: Named, origin: string): Omit<Connection, "credentials" | "namespace"> {
  const where = `cluster ${quote(cluster.name)} of ${origin}`;
  const server = text(cluster.value.server);
  if (!server || !/^https?:\/\//.test(server)) {
    throw new KubeconfigError(
      `${where} has ${server ? `the server ${quote(server)}` : "no server"}: an https URL is needed`,
    );
  }
  const proxy = text(cluster.value["proxy-url"]);
  if (proxy) {
    throw new KubeconfigError(
      `${where} has a proxy-url, which this provider does not serve: use a server that is reached directly`,
    );
  }
  return {
    server: server.replace(/\/+$/, ""),
    certificateAuthority: pem(cluster, "certificate-authority", where),
    insecureSkipTlsVerify: cluster.value["insecure-skip-tls-verify"] === true,
    tlsServerName: text(cluster.value["tls-server-name"]),
  };
}

function userCredentials(user: Named, origin: string): Credentials {
  const where = `user ${quote(user.name)} of ${origin}`;
  const { value } = user;
  if (value["auth-provider"] !== undefined) {
    throw new KubeconfigError(
      `${where} has an auth-provider, which Kubernetes has removed: use exec, a token or a certificate`,
    );
  }
  const tokenFile = text(value.tokenFile);
  const impersonated = text(value.as);
  return {
    clientCertificate: pem(user, "client-certificate", where),
    clientKey: pem(user, "client-key", where),
    token: text(value.token),
    tokenFile: tokenFile === undefined ? undefined : inDirectory(user.directory, tokenFile),
    username: text(value.username),
    password: text(value.password),
    exec: value.exec === undefined ? undefined : execPlugin(user, where),
    impersonate:
      impersonated === undefined
        ? undefined
        : { user: impersonated, groups: strings(value["as-groups"]), uid: text(value["as-uid"]) },
  };
}

function execPlugin(user: Named, where: string): ExecPlugin {
  const exec = user.value.exec;
  if (!isEntry(exec)) throw new KubeconfigError(`exec of ${where} is no map`);
  const command = text(exec.command);
  if (!command) throw new KubeconfigError(`exec of ${where} has no command`);
  const apiVersion = text(exec.apiVersion) ?? "";
  if (!/^client\.authentication\.k8s\.io\/v1(beta1)?$/.test(apiVersion)) {
    throw new KubeconfigError(
      `exec of ${where} has the apiVersion ${quote(apiVersion)}: client.authentication.k8s.io/v1 or v1beta1 is needed`,
    );
  }
  const variables = Array.isArray(exec.env) ? exec.env.filter(isEntry) : [];
  return {
    apiVersion,
    command,
    args: strings(exec.args),
    env: variables.map((variable) => ({
      name: text(variable.name) ?? "",
      value: text(variable.value) ?? "",
    })),
    installHint: text(exec.installHint),
    provideClusterInfo: exec.provideClusterInfo === true,
    directory: user.directory,
  };
}

const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/** What a pod knows of the cluster that it runs in; undefined elsewhere. */
function inClusterConnection(environment: NodeJS.ProcessEnv): Connection | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = environment;
  if (!host || !port || !existsSync(join(SERVICE_ACCOUNT, "token"))) return undefined;
  const namespace = join(SERVICE_ACCOUNT, "namespace");
  return {
    server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
    certificateAuthority: readFileSync(join(SERVICE_ACCOUNT, "ca.crt"), "utf8"),
    insecureSkipTlsVerify: false,
    namespace: existsSync(namespace) ? readFileSync(namespace, "utf8").trim() : undefined,
    credentials: { tokenFile: join(SERVICE_ACCOUNT, "token") },
  };
}

/** PEM from `KEY-data` (base64) or from the file that `KEY` names. */
function pem(entry: Named, key: string, where: string): string | undefined {
  const data = text(entry.value[`${key}-data`]);
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  const path = text(entry.value[key]);
  if (path === undefined) return undefined;
  const file = inDirectory(entry.directory, path);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new KubeconfigError(`${key} of ${where} names ${file}, which cannot be read (${code})`);
  }
}

function find(entries: Named[], name: string, kind: string, origin: string): Named {
  const found = entries.find((entry) => entry.name === name);
  if (!found) throw new KubeconfigError(`${origin} has no ${kind} ${quote(name)}; it has ${names(entries)}`);
  return found;
}

const names = (entries: Named[]): string => entries.map(({ name }) => quote(name)).join(", ") || "none";
const quote = (value: string): string => JSON.stringify(value);
const inDirectory = (directory: string, path: string): string =>
  isAbsolute(path) ? path : join(directory, path);
const isEntry = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((element): element is string => typeof element === "string") : [];
