import type { z } from "zod";
import { problemsOf } from "./protoFields";
import { proxyConfigFields } from "./proxyConfigFields";

/** Settings of one proxy (`ProxyConfig` of Istio 1.31); what is left out has the default. */
export type ProxyConfig = z.input<typeof proxyConfigFields>;

/** A {@link ProxyConfig} in protobuf's canonical JSON: zero values left out, durations in seconds. */
export type CanonicalProxyConfig = z.output<typeof proxyConfigFields>;

/** The settings that a proxy has by itself, in canonical form. */
export const defaultProxyConfig = {
  configPath: "./etc/istio/proxy",
  binaryPath: "/usr/local/bin/envoy",
  serviceCluster: "istio-proxy",
  drainDuration: "45s",
  terminationDrainDuration: "5s",
  discoveryAddress: "istiod.istio-system.svc:15012",
  proxyAdminPort: 15000,
  controlPlaneAuthPolicy: "MUTUAL_TLS",
  statNameLength: 189,
  statusPort: 15020,
} as const satisfies CanonicalProxyConfig;

/** `host:port` at which istiod, of a revision if any, serves configuration and certificates over TLS. */
export function istiodAddress(namespace: string, revision = ""): string {
  return `${revision === "" ? "istiod" : `istiod-${revision}`}.${namespace}.svc:15012`;
}

/** All that is wrong with a proxy's settings, one line for each problem, with its path. */
export function proxyConfigProblems(value: unknown): string[] {
  return problemsOf(proxyConfigFields, value);
}

/**
 * Settings on top of others, as istiod lays a pod's own over the mesh's: a field takes the other's place as a
 * whole, except that `proxyMetadata` is merged by name.
 * @param base in canonical form
 * @throws when a field of `own` is wrong ({@link proxyConfigProblems} says which)
 */
export function mergeProxyConfig(base: CanonicalProxyConfig, own: ProxyConfig): CanonicalProxyConfig {
  const { serviceCluster, tracingServiceName, ...others } = base;
  const canonical = proxyConfigFields.parse(own);
  const named = canonical.serviceCluster !== undefined || canonical.tracingServiceName !== undefined;
  return {
    ...others,
    ...(named ? {} : { serviceCluster, tracingServiceName }),
    ...canonical,
    proxyMetadata: { ...base.proxyMetadata, ...canonical.proxyMetadata },
    ...(canonical.proxyHeaders && { proxyHeaders: { ...keptHeaders(base), ...canonical.proxyHeaders } }),
  };
}

/** The headers' settings that a pod's own ones leave standing. */
function keptHeaders({ proxyHeaders = {} }: CanonicalProxyConfig) {
  const { forwardedClientCert, requestId, attemptCount, server, envoyDebugHeaders } = proxyHeaders;
  return { forwardedClientCert, requestId, attemptCount, server, envoyDebugHeaders };
}

/** The settings without those that a proxy has by itself. */
export function withoutDefaults(config: CanonicalProxyConfig): CanonicalProxyConfig {
  return Object.fromEntries(
    Object.entries(config).filter(([field, value]) => {
      if (field === "proxyMetadata") return Object.keys(value as object).length > 0;
      return value !== undefined && (defaultProxyConfig as Record<string, unknown>)[field] !== value;
    }),
  );
}
