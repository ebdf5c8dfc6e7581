import type { z } from "zod";
import { MESH_NAMESPACE } from "../config";
import { problemsOf, withJsonNames } from "../protoFields";
import { ISTIOD, ISTIOD_PORTS } from "./names";
import { proxyConfigFields } from "./proxyConfigFields";

/** Settings of one proxy (`ProxyConfig` of Istio 1.31); absent fields have the defaults. */
export type ProxyConfig = z.input<typeof proxyConfigFields>;

/** A {@link ProxyConfig} in protobuf's canonical JSON: without zero values, durations in seconds. */
export type CanonicalProxyConfig = z.output<typeof proxyConfigFields>;

/** The built-in settings of a proxy in canonical form. */
export const defaultProxyConfig = {
  configPath: "./etc/istio/proxy",
  binaryPath: "/usr/local/bin/envoy",
  serviceCluster: "istio-proxy",
  drainDuration: "45s",
  terminationDrainDuration: "5s",
  discoveryAddress: istiodAddress(MESH_NAMESPACE),
  proxyAdminPort: 15000,
  controlPlaneAuthPolicy: "MUTUAL_TLS",
  statNameLength: 189,
  statusPort: 15020,
} as const satisfies CanonicalProxyConfig;

/** `host:port` of istiod, optionally of a revision, for configuration and certificates over TLS. */
export function istiodAddress(namespace: string, revision = ""): string {
  const service = revision === "" ? ISTIOD : `${ISTIOD}-${revision}`;
  return `${service}.${namespace}.svc:${ISTIOD_PORTS["https-dns"]}`;
}

/** All problems of a proxy's settings, one line each, with its path. */
export function proxyConfigProblems(value: unknown): string[] {
  return problemsOf(proxyConfigFields, withJsonNames(proxyConfigFields, value));
}

/**
 * Merges settings as istiod merges those of a pod into those of the mesh: a field replaces the other as a whole, except
 * that `proxyMetadata` is merged by name.
 * @param base in canonical form
 * @throws when a field of `own` is wrong ({@link proxyConfigProblems} says which)
 */
export function mergeProxyConfig(base: CanonicalProxyConfig, own: ProxyConfig): CanonicalProxyConfig {
  const { serviceCluster, tracingServiceName, ...others } = base;
  const canonical = proxyConfigFields.parse(withJsonNames(proxyConfigFields, own));
  const named = canonical.serviceCluster !== undefined || canonical.tracingServiceName !== undefined;
  return {
    ...others,
    ...(named ? {} : { serviceCluster, tracingServiceName }),
    ...canonical,
    proxyMetadata: { ...base.proxyMetadata, ...canonical.proxyMetadata },
    ...(canonical.proxyHeaders && { proxyHeaders: { ...keptHeaders(base), ...canonical.proxyHeaders } }),
  };
}

/** The settings of headers that a pod's settings do not replace. */
function keptHeaders({ proxyHeaders = {} }: CanonicalProxyConfig) {
  const { forwardedClientCert, requestId, attemptCount, server, envoyDebugHeaders } = proxyHeaders;
  return { forwardedClientCert, requestId, attemptCount, server, envoyDebugHeaders };
}

/** The settings without the built-in ones. */
export function withoutDefaults(config: CanonicalProxyConfig): CanonicalProxyConfig {
  return Object.fromEntries(
    Object.entries(config).filter(([field, value]) => {
      if (field === "proxyMetadata") return Object.keys(value as object).length > 0;
      return value !== undefined && (defaultProxyConfig as Record<string, unknown>)[field] !== value;
    }),
  );
}
