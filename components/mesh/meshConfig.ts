import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import type { z } from "zod";
import { parseDuration } from "../../lib/duration";
import { ManifestError } from "../../lib/manifests/manifestError";
import { readManifest } from "../../lib/manifests/readManifests";
import { withoutNulls } from "../../lib/mapping";
import { writeManifest } from "../../lib/manifests/writeManifest";
import { showValue } from "../../lib/problemText";
import { ADDONS, ZIPKIN } from "../addons/table";
import type { ClassicMeshSettings } from "./classic/config";
import {
  address,
  choice,
  duration,
  flag,
  message,
  problemsOf,
  requiredAddress,
  text,
  whole,
} from "./protoFields";

const absolutePath = () => text("an absolute path", /^[/]/);
const port = () => whole(1, 65535);
const authentication = () => choice("NONE", "MUTUAL_TLS");
const hotRestart = () => duration("1s", { most: "1h", wholeSeconds: true });
const connectTimeout = () => duration("1ms", { most: "30s" });
const pollInterval = () => duration("1ms", { most: "10m" });

/** `ProxyConfig` of istio/api 0.2, with the built-in defaults (`DefaultProxyConfig` of Pilot 0.2). */
const proxyFields = message({
  /** Folder for Envoy's generated configuration, in the proxy's container. Default `/etc/istio/proxy`. */
  configPath: absolutePath().default("/etc/istio/proxy"),
  /** Envoy's binary, in the proxy's container. Default `/usr/local/bin/envoy`. */
  binaryPath: absolutePath().default("/usr/local/bin/envoy"),
  /** Envoy's `--service-cluster`, for pods without an `app` label. Default `istio-proxy`. */
  serviceCluster: text("a name", /./).default("istio-proxy"),
  /** How long connections drain in a hot restart; whole seconds, 1s to 1h. Default `2s`. */
  drainDuration: hotRestart().default("2s"),
  /** How long the parent process continues to run in a hot restart; whole seconds, longer than the drain. Default `3s`. */
  parentShutdownDuration: hotRestart().default("3s"),
  /** `host:port` of Pilot. Default `istio-pilot:15003`. */
  discoveryAddress: requiredAddress().default("istio-pilot:15003"),
  /** Interval between two polls of Pilot, 1ms to 10m. Default `1s`. */
  discoveryRefreshDelay: pollInterval().default("1s"),
  /** `host:port` of the Zipkin collector, or empty for none. Default empty. */
  zipkinAddress: address().default(""),
  /** TCP connect timeout of Envoy, 1ms to 30s. Default `1s`. */
  connectTimeout: connectTimeout().default("1s"),
  /** `host:port` of a statsd UDP listener, or empty for none. Default empty. */
  statsdUdpAddress: address().default(""),
  /** Envoy's admin port on localhost. Default 15000. */
  proxyAdminPort: port().default(15000),
  /** Availability zone of the proxy; empty disables zone-aware routing. Default empty. */
  availabilityZone: text().default(""),
  /** Authentication of the connections to the control plane. Default `NONE`. */
  controlPlaneAuthPolicy: authentication().default("NONE"),
  /** A configuration file that replaces Envoy's generated one, or empty. Default empty. */
  customConfigFile: text().default(""),
});

/** `MeshConfig` of istio/api 0.2, key `mesh` of ConfigMap `istio`, with the built-in defaults (`DefaultMeshConfig`). */
const meshFields = message({
  /** `host:port` of the egress proxy, or empty for none. Default empty. */
  egressProxyAddress: address().default(""),
  /** `host:port` of Mixer, or empty to disable checks and reports. Default empty. */
  mixerAddress: address().default(""),
  /** Whether Mixer's policy checks are skipped (reports are still sent). Default false. */
  disablePolicyChecks: flag().default(false),
  /** Port to which a pod's traffic is redirected. Default 15001. */
  proxyListenPort: port().default(15001),
  /** Port of a plain HTTP proxy in every sidecar, or 0 for none. Default 0. */
  proxyHttpPort: whole(0, 65535).default(0),
  /** TCP connect timeout of the clusters that Pilot describes, 1ms to 30s. Default `1s`. */
  connectTimeout: connectTimeout().default("1s"),
  /** Class of the Ingress objects of the mesh. Default `istio`. */
  ingressClass: text().default("istio"),
  /** Name of the Service of the ingress proxy, or empty. Default empty. */
  ingressService: text().default(""),
  /**
   * The supported Ingress objects: none (`OFF`), those of its class and those without a class (`DEFAULT`), or only those
   * of its class (`STRICT`). Default `STRICT`.
   */
  ingressControllerMode: choice("OFF", "DEFAULT", "STRICT").default("STRICT"),
  /** TLS between proxies. Default `NONE`. */
  authPolicy: authentication().default("NONE"),
  /** Interval between two polls for routes, 1ms to 10m. Default `1s`. */
  rdsRefreshDelay: pollInterval().default("1s"),
  /** Whether the proxies send traces. Default true. */
  enableTracing: flag().default(true),
  /** Path of Envoy's access log, or empty for none. Default `/dev/stdout`. */
  accessLogFile: text().default("/dev/stdout"),
  /** Settings of every proxy. */
  defaultConfig: proxyFields.prefault({}),
});

/** Settings of one proxy. */
type ProxyConfig = Required<z.input<typeof proxyFields>>;

/** A mesh configuration as in a file: absent fields have the built-in defaults. */
export type MeshConfigInput = z.input<typeof meshFields>;

/** Settings of the whole mesh. */
export type MeshConfig = Required<Omit<MeshConfigInput, "defaultConfig">> & { defaultConfig: ProxyConfig };

/** The mesh configuration of this project's control plane, equal to the release's. */
export function controlPlaneMeshConfig({
  namespace,
  tls,
  policyChecks,
  tracing,
}: ClassicMeshSettings): MeshConfigInput {
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
      zipkinAddress: `${ZIPKIN}.${namespace}:${ADDONS[ZIPKIN].port}`,
      statsdUdpAddress: `istio-mixer.${namespace}:9125`,
    },
  };
}

/** The configuration with the built-in defaults of absent fields. */
export function completeMeshConfig(input: MeshConfigInput = {}): MeshConfig {
  const { defaultConfig, ...rest } = input;
  const builtIn = meshFields.parse({}) as MeshConfig;
  return {
    ...builtIn,
    ...defined(rest),
    defaultConfig: { ...builtIn.defaultConfig, ...defined(defaultConfig ?? {}) },
  };
}

/**
 * The text of key `mesh` of ConfigMap `istio`: YAML with the given fields in their order.
 * @throws {MeshConfigError} when a field is wrong
 */
export function meshConfigYaml(config: MeshConfigInput): string {
  const problems = meshConfigProblems(config);
  if (problems.length > 0) throw new MeshConfigError(problems);
  return writeManifest(config);
}

/** Name of the ConfigMap that Pilot mounts and `istioctl` reads. */
export const MESH_CONFIG_MAP = "istio";

/** Annotation with the mesh configuration's checksum, for pods that read it only when they start. */
export const MESH_CONFIG_CHECKSUM = "checksum/mesh-config";

/**
 * The ConfigMap with the mesh configuration.
 * @throws MeshConfigError when a field is wrong
 */
export function meshConfigMap(namespace: string, config: MeshConfigInput): types.input.core.v1.ConfigMap {
  return { metadata: { name: MESH_CONFIG_MAP, namespace }, data: { mesh: meshConfigYaml(config) } };
}

/**
 * SHA-256 of the configuration's text, in hexadecimal; it changes exactly when the ConfigMap changes.
 * @throws MeshConfigError when a field is wrong
 */
export function meshConfigChecksum(config: MeshConfigInput): string {
  return createHash("sha256").update(meshConfigYaml(config)).digest("hex");
}

/**
 * Reads a mesh configuration; absent fields have the built-in defaults.
 * @param text YAML as in key `mesh` of ConfigMap `istio`; empty text is the built-in configuration
 * @throws {MeshConfigError} with all problems and their paths
 */
export function parseMeshConfig(text: string): MeshConfig {
  const value = parsed(text) ?? {};
  const problems = meshConfigProblems(value);
  if (problems.length > 0) throw new MeshConfigError(problems);
  return completeMeshConfig(withoutNulls(value as MeshConfigInput));
}

function parsed(text: string): unknown {
  try {
    return readManifest(text, "YAML");
  } catch (error) {
    if (error instanceof ManifestError) throw new MeshConfigError(error.message.split("\n"));
    throw error;
  }
}

/** A mesh configuration with wrong fields; `problems` has one line for each. */
export class MeshConfigError extends Error {
  override readonly name = "MeshConfigError";
  constructor(readonly problems: readonly string[]) {
    super(`The mesh configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
}

/** All problems of a mesh configuration, one line each, with its path. */
export function meshConfigProblems(value: unknown): string[] {
  const given = withoutNulls(value);
  const problems = problemsOf(meshFields, given);
  if (problems.length > 0) return problems;
  const { drainDuration, parentShutdownDuration } = completeMeshConfig(
    given as MeshConfigInput,
  ).defaultConfig;
  if (parseDuration(parentShutdownDuration)! > parseDuration(drainDuration)!) return [];
  return [
    `defaultConfig.parentShutdownDuration: found ${showValue(parentShutdownDuration)}; ` +
      `expected more than drainDuration, which is ${showValue(drainDuration)}`,
  ];
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
