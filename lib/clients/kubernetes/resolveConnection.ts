import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readText } from "../../fileProblem";
import { kubeconfigPaths, readSources } from "../../kubeconfig/files";
import { isMapping } from "../../mapping";
import {
  KubeconfigError,
  pathIn,
  quote,
  selectEntries,
  textOf,
  type KubeconfigEntry,
  type KubeconfigSource,
} from "../../kubeconfig/read";
import type { Connection, Credentials, ExecPlugin } from "./connection";

/** Selects a cluster. */
export interface KubeconfigChoice {
  /**
   * The content or path of a kubeconfig. Default: `$KUBECONFIG`, then `~/.kube/config`, then the pod's service
   * account.
   */
  kubeconfig?: string;
  /** Default: the kubeconfig's current context. */
  context?: string;
  /** Default: the context's cluster. */
  cluster?: string;
}

/**
 * Resolves a kubeconfig and a choice of context to a connection. Reads the files that the kubeconfig names, except
 * the token file and the credential plugin's output, which change while the client runs.
 * @param onWarning called for each key that a file has twice. Default: they are ignored
 * @throws KubeconfigError
 */
export function resolveConnection(
  choice: KubeconfigChoice,
  environment: NodeJS.ProcessEnv = process.env,
  onWarning: (text: string) => void = () => {},
): Connection {
  const sources = sourcesOf(choice.kubeconfig, environment);
  if (sources === undefined) {
    const inCluster = inClusterConnection(environment);
    if (inCluster) return inCluster;
    throw new KubeconfigError(
      "kubeconfig: found none; expected the provider's kubeconfig (content or path), $KUBECONFIG or ~/.kube/config.",
    );
  }
  const { context, cluster, user, origin, warnings } = selectEntries(sources, choice);
  for (const warning of warnings) onWarning(warning);
  const connection = clusterConnection(cluster, origin);
  const credentials = user ? userCredentials(user, origin) : {};
  return {
    ...connection,
    namespace: textOf(context?.fields.namespace),
    // Like kubectl, it sends no credentials over an unencrypted connection.
    credentials: connection.server.startsWith("https:")
      ? credentials
      : { impersonate: credentials.impersonate },
  };
}

function sourcesOf(
  given: string | undefined,
  environment: NodeJS.ProcessEnv,
): KubeconfigSource[] | undefined {
  const path = given?.trim() === "" ? undefined : given;
  if (path !== undefined && isContent(path)) return [{ text: path }];
  const paths = kubeconfigPaths(path, { directory: process.cwd(), environment });
  const isDefault = path === undefined && !environment.KUBECONFIG;
  if (isDefault && !paths.some((candidate) => existsSync(candidate))) return undefined;
  return readSources(paths);
}

/** Content has several lines or is a JSON map; a path is neither. */
const isContent = (given: string): boolean => /[\n{]/.test(given) || /^\s*apiVersion\s*:/.test(given);

function clusterConnection(
  cluster: KubeconfigEntry,
  origin: string,
): Omit<Connection, "credentials" | "namespace"> {
  const where = `${origin}: cluster ${quote(cluster.name)}`;
  const server = textOf(cluster.fields.server);
  if (!server || !/^https?:\/\//.test(server) || !URL.canParse(server)) {
    throw new KubeconfigError(
      `${where}: found ${server ? `the server ${quote(server)}` : "no server"}; expected a URL, https://HOST:PORT.`,
    );
  }
  const proxyUrl = textOf(cluster.fields["proxy-url"]);
  if (proxyUrl !== undefined && !isProxy(proxyUrl)) {
    // The URL can contain a password.
    throw new KubeconfigError(
      `${where}: proxy-url: found another URL; expected http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT.`,
    );
  }
  const certificateAuthority = pem(cluster, "certificate-authority", where);
  const insecureSkipTlsVerify = cluster.fields["insecure-skip-tls-verify"] === true;
  if (insecureSkipTlsVerify && certificateAuthority !== undefined) {
    throw new KubeconfigError(
      `${where}: found insecure-skip-tls-verify together with a certificate-authority; expected one of them.`,
    );
  }
  return {
    server: server.replace(/\/+$/, ""),
    certificateAuthority,
    insecureSkipTlsVerify,
    tlsServerName: textOf(cluster.fields["tls-server-name"]),
    ...(proxyUrl !== undefined && { proxyUrl }),
  };
}

/** The schemes of `proxy-url` that kubectl supports. */
const proxySchemes: readonly string[] = ["http:", "https:", "socks5:"];

const isProxy = (url: string): boolean =>
  URL.canParse(url) && proxySchemes.includes(new URL(url).protocol) && new URL(url).hostname !== "";

function userCredentials(user: KubeconfigEntry, origin: string): Credentials {
  const where = `${origin}: user ${quote(user.name)}`;
  const { fields } = user;
  if (fields["auth-provider"] !== undefined) {
    throw new KubeconfigError(
      `${where}: found auth-provider; expected exec, a token or a certificate. Kubernetes has removed auth-provider.`,
    );
  }
  const tokenFile = textOf(fields.tokenFile);
  const impersonated = textOf(fields.as);
  const clientCertificate = pem(user, "client-certificate", where);
  const clientKey = pem(user, "client-key", where);
  if ((clientCertificate === undefined) !== (clientKey === undefined)) {
    const [found, expected] =
      clientKey === undefined ? ["client-certificate", "client-key"] : ["client-key", "client-certificate"];
    throw new KubeconfigError(`${where}: found ${found} without ${expected}; expected both.`);
  }
  return {
    clientCertificate,
    clientKey,
    token: textOf(fields.token),
    tokenFile: tokenFile === undefined ? undefined : pathIn(user, tokenFile, process.cwd()),
    username: textOf(fields.username),
    password: textOf(fields.password),
    exec: fields.exec === undefined ? undefined : execPlugin(user, where),
    impersonate:
      impersonated === undefined
        ? undefined
        : { user: impersonated, groups: strings(fields["as-groups"]), uid: textOf(fields["as-uid"]) },
  };
}

function execPlugin(user: KubeconfigEntry, where: string): ExecPlugin {
  const exec = user.fields.exec;
  if (!isMapping(exec)) throw new KubeconfigError(`${where}: exec: found no map; expected a map.`);
  const command = textOf(exec.command);
  if (!command) throw new KubeconfigError(`${where}: exec: found no command; expected a program.`);
  const apiVersion = textOf(exec.apiVersion) ?? "";
  if (!/^client\.authentication\.k8s\.io\/v1(beta1)?$/.test(apiVersion)) {
    throw new KubeconfigError(
      `${where}: exec: found apiVersion ${quote(apiVersion)}; expected client.authentication.k8s.io/v1 or v1beta1.`,
    );
  }
  const mode = textOf(exec.interactiveMode) ?? (apiVersion.endsWith("v1beta1") ? "IfAvailable" : undefined);
  if (mode === undefined || !["Never", "IfAvailable"].includes(mode)) {
    throw new KubeconfigError(
      `${where}: exec: found ${mode === undefined ? "no interactiveMode" : `interactiveMode ${quote(mode)}`}; ` +
        "expected Never or IfAvailable. A stack cannot answer questions of a credential plugin.",
    );
  }
  const variables = Array.isArray(exec.env) ? exec.env.filter(isMapping) : [];
  return {
    apiVersion,
    command,
    args: strings(exec.args),
    env: variables.map((variable) => ({
      name: textOf(variable.name) ?? "",
      value: textOf(variable.value) ?? "",
    })),
    installHint: textOf(exec.installHint),
    provideClusterInfo: exec.provideClusterInfo === true,
    directory: user.directory ?? process.cwd(),
  };
}

const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/** The connection of a pod to its own cluster; undefined outside a pod. */
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
function pem(entry: KubeconfigEntry, key: string, where: string): string | undefined {
  const data = textOf(entry.fields[`${key}-data`]);
  const path = textOf(entry.fields[key]);
  if (data !== undefined)
    return checkedPem(Buffer.from(data, "base64").toString("utf8"), `${where}: ${key}-data`);
  if (path === undefined) return undefined;
  const file = pathIn(entry, path, process.cwd());
  const source = `${where}: ${key}: ${file}`;
  const text = readText(file, {
    expected: "a file with PEM",
    Failure: KubeconfigError,
    name: source,
    // The text around the blocks of PEM is a comment in any encoding.
    replacesOtherBytes: true,
  });
  return checkedPem(text, source);
}

function checkedPem(text: string, source: string): string {
  if (/-----BEGIN [A-Z0-9 ]+-----/.test(text)) return text;
  throw new KubeconfigError(`${source}: found no PEM; expected -----BEGIN …-----.`);
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((element): element is string => typeof element === "string") : [];
