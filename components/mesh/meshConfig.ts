import { showValue } from "../../lib/showValue";
import { suggestion } from "../../lib/suggest";
import * as yaml from "yaml";
import { parseDuration } from "../../lib/duration";

/** How two proxies, or a proxy and the control plane, authenticate each other. */
type AuthenticationPolicy = "NONE" | "MUTUAL_TLS";

/** Which Ingress objects the mesh serves: none, those of its class and those without a class, only those of its class. */
type IngressControllerMode = "OFF" | "DEFAULT" | "STRICT";

/** A duration in Go's notation: `1s`, `2.5s`, `1m0s`. */
export type Duration = string;

/** Settings of one proxy (`ProxyConfig` of istio/api 0.2). */
export interface ProxyConfig {
  /** Folder for Envoy's generated configuration, in the proxy's container. Default `/etc/istio/proxy`. */
  configPath: string;
  /** Envoy's binary, in the proxy's container. Default `/usr/local/bin/envoy`. */
  binaryPath: string;
  /** Envoy's `--service-cluster`, for pods without an `app` label. Default `istio-proxy`. */
  serviceCluster: string;
  /** How long connections drain in a hot restart; whole seconds, 1s to 1h. Default `2s`. */
  drainDuration: Duration;
  /** How long the parent process lives on in a hot restart; whole seconds, longer than the drain. Default `3s`. */
  parentShutdownDuration: Duration;
  /** `host:port` of Pilot. Default `istio-pilot:15003`. */
  discoveryAddress: string;
  /** Interval between two polls of Pilot, 1ms to 10m. Default `1s`. */
  discoveryRefreshDelay: Duration;
  /** `host:port` of the Zipkin collector, or empty for none. Default empty. */
  zipkinAddress: string;
  /** TCP connect timeout of Envoy, 1ms to 30s. Default `1s`. */
  connectTimeout: Duration;
  /** `host:port` of a statsd UDP listener, or empty for none. Default empty. */
  statsdUdpAddress: string;
  /** Envoy's admin port on localhost. Default 15000. */
  proxyAdminPort: number;
  /** Availability zone of the proxy; empty disables zone-aware routing. Default empty. */
  availabilityZone: string;
  /** Authentication of the connections to the control plane. Default `NONE`. */
  controlPlaneAuthPolicy: AuthenticationPolicy;
  /** A configuration file of Envoy's own to use in the place of the generated one, or empty. Default empty. */
  customConfigFile: string;
}

/** Settings of the whole mesh (`MeshConfig` of istio/api 0.2): key `mesh` of ConfigMap `istio`. */
export interface MeshConfig {
  /** `host:port` of the egress proxy, or empty for none. Default empty. */
  egressProxyAddress: string;
  /** `host:port` of Mixer, or empty to do without checks and reports. Default empty. */
  mixerAddress: string;
  /** Whether Mixer's policy checks are skipped (reports are still sent). Default false. */
  disablePolicyChecks: boolean;
  /** Port to which a pod's traffic is redirected. Default 15001. */
  proxyListenPort: number;
  /** Port of a plain HTTP proxy in every sidecar, or 0 for none. Default 0. */
  proxyHttpPort: number;
  /** TCP connect timeout of the clusters that Pilot describes, 1ms to 30s. Default `1s`. */
  connectTimeout: Duration;
  /** Class of the Ingress objects that the mesh serves. Default `istio`. */
  ingressClass: string;
  /** Name of the Service of the ingress proxy, or empty. Default empty. */
  ingressService: string;
  /** Which Ingress objects are served. Default `STRICT`. */
  ingressControllerMode: IngressControllerMode;
  /** TLS between proxies. Default `NONE`. */
  authPolicy: AuthenticationPolicy;
  /** Interval between two polls for routes, 1ms to 10m. Default `1s`. */
  rdsRefreshDelay: Duration;
  /** Whether the proxies send traces. Default true. */
  enableTracing: boolean;
  /** Where Envoy writes its access log, or empty for nowhere. Default `/dev/stdout`. */
  accessLogFile: string;
  /** Settings of every proxy. */
  defaultConfig: ProxyConfig;
}

/** A mesh configuration as a file says it: what is left out has the built-in default. */
export type MeshConfigInput = Partial<Omit<MeshConfig, "defaultConfig">> & {
  defaultConfig?: Partial<ProxyConfig>;
};

/** The built-in settings of a proxy (`DefaultProxyConfig` of Pilot 0.2). */
export const defaultProxyConfig: Readonly<ProxyConfig> = Object.freeze({
  configPath: "/etc/istio/proxy",
  binaryPath: "/usr/local/bin/envoy",
  serviceCluster: "istio-proxy",
  drainDuration: "2s",
  parentShutdownDuration: "3s",
  discoveryAddress: "istio-pilot:15003",
  discoveryRefreshDelay: "1s",
  zipkinAddress: "",
  connectTimeout: "1s",
  statsdUdpAddress: "",
  proxyAdminPort: 15000,
  availabilityZone: "",
  controlPlaneAuthPolicy: "NONE",
  customConfigFile: "",
});

/** The built-in settings of a mesh (`DefaultMeshConfig` of Pilot 0.2). */
export const defaultMeshConfig: Readonly<MeshConfig> = Object.freeze({
  egressProxyAddress: "",
  mixerAddress: "",
  disablePolicyChecks: false,
  proxyListenPort: 15001,
  proxyHttpPort: 0,
  connectTimeout: "1s",
  ingressClass: "istio",
  ingressService: "",
  ingressControllerMode: "STRICT",
  authPolicy: "NONE",
  rdsRefreshDelay: "1s",
  enableTracing: true,
  accessLogFile: "/dev/stdout",
  defaultConfig: defaultProxyConfig,
});

/** What differs between two control planes of this project. */
interface ControlPlaneMeshOptions {
  /** Namespace of Pilot, Mixer, the egress proxy and Zipkin. Default `istio-system`. */
  namespace?: string;
  /** Mutual TLS between proxies. Default false. */
  tls?: boolean;
  /** Whether proxies ask Mixer before they let a request pass. Default true. */
  policyChecks?: boolean;
  /** Whether proxies send traces. Default true. */
  tracing?: boolean;
}

/** The mesh configuration of this project's control plane: what the release's own installation says. */
export function controlPlaneMeshConfig(options: ControlPlaneMeshOptions = {}): MeshConfigInput {
  const { namespace = "istio-system", tls = false, policyChecks = true, tracing = true } = options;
  return {
    ...(tls ? { authPolicy: "MUTUAL_TLS" as const } : {}),
    disablePolicyChecks: !policyChecks,
    enableTracing: tracing,
    mixerAddress: `istio-mixer.${namespace}:9091`,
    ingressService: "istio-ingress",
    egressProxyAddress: `istio-egress.${namespace}:80`,
    rdsRefreshDelay: "1s",
    defaultConfig: {
      discoveryRefreshDelay: "1s",
      connectTimeout: "10s",
      configPath: "/etc/istio/proxy",
      binaryPath: "/usr/local/bin/envoy",
      serviceCluster: "istio-proxy",
      drainDuration: "45s",
      parentShutdownDuration: "1m0s",
      proxyAdminPort: 15000,
      discoveryAddress: `istio-pilot.${namespace}:8080`,
      zipkinAddress: `zipkin.${namespace}:9411`,
      statsdUdpAddress: `istio-mixer.${namespace}:9125`,
    },
  };
}

/** The configuration with the built-in default for every field that is left out. */
export function completeMeshConfig(input: MeshConfigInput = {}): MeshConfig {
  const { defaultConfig, ...rest } = input;
  return {
    ...defaultMeshConfig,
    ...defined(rest),
    defaultConfig: { ...defaultProxyConfig, ...defined(defaultConfig ?? {}) },
  };
}

/**
 * The text of key `mesh` of ConfigMap `istio`: YAML with the fields that are given, in their order.
 * @throws {MeshConfigError} when a field is wrong
 */
export function meshConfigYaml(config: MeshConfigInput): string {
  const problems = meshConfigProblems(config);
  if (problems.length > 0) throw new MeshConfigError(problems);
  return yaml.stringify(config, { lineWidth: 0 });
}

/**
 * Reads a mesh configuration; a field that the text leaves out has the built-in default.
 * @param text YAML as in key `mesh` of ConfigMap `istio`; empty text is the built-in configuration
 * @throws {MeshConfigError} with all problems at once, each with its path
 */
export function parseMeshConfig(text: string): MeshConfig {
  const document = yaml.parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0)
    throw new MeshConfigError(document.errors.map((error) => error.message.trim()));
  const value: unknown = document.toJS() ?? {};
  const problems = meshConfigProblems(value);
  if (problems.length > 0) throw new MeshConfigError(problems);
  return completeMeshConfig(withoutNulls(value as MeshConfigInput));
}

/** A mesh configuration with wrong fields; `problems` has one line for each. */
export class MeshConfigError extends Error {
  override readonly name = "MeshConfigError";
  constructor(readonly problems: readonly string[]) {
    super(`The mesh configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
}

/** Says what is allowed when the value is not; undefined when it is. */
type Check = (value: unknown) => string | undefined;

const text: Check = (value) => (typeof value === "string" ? undefined : "text");
const flag: Check = (value) => (typeof value === "boolean" ? undefined : "true or false");
const port: Check = (value) => (isInteger(value, 1, 65535) ? undefined : "a port, 1 to 65535");
const optionalPort: Check = (value) =>
  isInteger(value, 0, 65535) ? undefined : "a port, 1 to 65535, or 0 for none";
const absolutePath: Check = (value) =>
  typeof value === "string" && value.startsWith("/") ? undefined : "an absolute path";
const address: Check = (value) => (isAddress(value) ? undefined : "an address HOST:PORT");
const optionalAddress: Check = (value) =>
  value === "" || isAddress(value) ? undefined : 'an address HOST:PORT, or "" for none';
const choice =
  (...names: string[]): Check =>
  (value) =>
    typeof value === "string" && names.includes(value) ? undefined : `one of ${names.join(", ")}`;
const duration =
  (least: Duration, most: Duration, wholeSeconds = false): Check =>
  (value) => {
    const length = typeof value === "string" ? parseDuration(value) : undefined;
    const fits =
      length !== undefined &&
      length >= parseDuration(least)! &&
      length <= parseDuration(most)! &&
      (!wholeSeconds || length % 1e9 === 0);
    return fits
      ? undefined
      : `a duration of ${least} to ${most}${wholeSeconds ? " in whole seconds" : ""}, such as "1s"`;
  };

const proxyFields: Record<keyof ProxyConfig, Check> = {
  configPath: absolutePath,
  binaryPath: absolutePath,
  serviceCluster: (value) => (typeof value === "string" && value !== "" ? undefined : "a name"),
  drainDuration: duration("1s", "1h", true),
  parentShutdownDuration: duration("1s", "1h", true),
  discoveryAddress: address,
  discoveryRefreshDelay: duration("1ms", "10m"),
  zipkinAddress: optionalAddress,
  connectTimeout: duration("1ms", "30s"),
  statsdUdpAddress: optionalAddress,
  proxyAdminPort: port,
  availabilityZone: text,
  controlPlaneAuthPolicy: choice("NONE", "MUTUAL_TLS"),
  customConfigFile: text,
};

const meshFields: Record<Exclude<keyof MeshConfig, "defaultConfig">, Check> = {
  egressProxyAddress: optionalAddress,
  mixerAddress: optionalAddress,
  disablePolicyChecks: flag,
  proxyListenPort: port,
  proxyHttpPort: optionalPort,
  connectTimeout: duration("1ms", "30s"),
  ingressClass: text,
  ingressService: text,
  ingressControllerMode: choice("OFF", "DEFAULT", "STRICT"),
  authPolicy: choice("NONE", "MUTUAL_TLS"),
  rdsRefreshDelay: duration("1ms", "10m"),
  enableTracing: flag,
  accessLogFile: text,
};

/** All that is wrong with a mesh configuration, one line for each problem, with its path. */
export function meshConfigProblems(value: unknown): string[] {
  if (!isMapping(value))
    return [`found ${showValue(value)}: allowed is a mapping of the fields of MeshConfig`];
  const { defaultConfig, ...rest } = value;
  const problems = fieldProblems(rest, meshFields, "", ["defaultConfig"]);
  if (defaultConfig == null) return problems;
  if (!isMapping(defaultConfig)) {
    return [
      ...problems,
      `defaultConfig: found ${showValue(defaultConfig)}: allowed is a mapping of the fields of ProxyConfig`,
    ];
  }
  problems.push(...fieldProblems(defaultConfig, proxyFields, "defaultConfig.", []));
  if (problems.length === 0) {
    const { drainDuration, parentShutdownDuration } = {
      ...defaultProxyConfig,
      ...withoutNulls(defaultConfig),
    };
    if (parseDuration(parentShutdownDuration)! <= parseDuration(drainDuration)!) {
      problems.push(
        `defaultConfig.parentShutdownDuration: found ${showValue(parentShutdownDuration)}: ` +
          `allowed is more than drainDuration, which is ${showValue(drainDuration)}`,
      );
    }
  }
  return problems;
}

function fieldProblems(
  value: Record<string, unknown>,
  fields: Record<string, Check>,
  prefix: string,
  others: string[],
): string[] {
  return Object.entries(value).flatMap(([name, field]) => {
    const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!check) {
      const similar = suggestion(name, [...Object.keys(fields), ...others]);
      return [
        `${prefix}${name}: there is no such field${similar === undefined ? "" : `; the nearest is ${similar}`}`,
      ];
    }
    if (field == null) return [];
    const allowed = check(field);
    return allowed === undefined
      ? []
      : [`${prefix}${name}: found ${showValue(field)}: allowed is ${allowed}`];
  });
}

function isInteger(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function isAddress(value: unknown): boolean {
  const match =
    typeof value === "string"
      ? /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?):(\d{1,5})$/.exec(value)
      : null;
  return match !== null && isInteger(Number(match[3]), 1, 65535);
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

/** In YAML a key without a value is null; like an absent key it has the default. */
function withoutNulls<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field != null)
      .map(([name, field]) => [name, isMapping(field) ? withoutNulls(field) : field]),
  ) as T;
}
