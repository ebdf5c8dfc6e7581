import * as yaml from "yaml";
import { istiodAddress, type ProxyConfig } from "./proxyConfig";
import { requestStats } from "./proxyStats";
import { CLUSTER_DOMAIN, type CurrentMeshSettings } from "./settings";

/** Settings of the whole mesh (`MeshConfig` of istio/api 1.31), as far as the control plane says any. */
export interface CurrentMeshConfig {
  /** First part of every SPIFFE identity. Istio's default `cluster.local`. */
  trustDomain: string;
  /** Namespace whose policies hold for the whole mesh. */
  rootNamespace: string;
  /** Whether a proxy uses mutual TLS, unasked, where the other side has a proxy too. Istio's default true. */
  enableAutoMtls: boolean;
  /** Whether the agent serves the metrics of proxy and application on one port, 15020. Istio's default true. */
  enablePrometheusMerge: boolean;
  /** Whether the proxies trace at all. Istio's default true. */
  enableTracing: boolean;
  /** What a Telemetry resource may name; `prometheus` is there without being listed. */
  extensionProviders?: ZipkinProvider[];
  /** What is used where no Telemetry resource says otherwise. Default none. */
  defaultProviders?: { metrics: string[] };
  /** Settings of every proxy that has none of its own. */
  defaultConfig: ProxyConfig;
}

/** Where traces go. */
interface ZipkinProvider {
  /** Its name, for Telemetry resources. */
  name: string;
  zipkin: {
    /** Full name of the collector's Service. */
    service: string;
    /** The Service's port. */
    port: number;
  };
}

/** Name of the provider of tracing. */
export const TRACING_PROVIDER = "zipkin";

/** The mesh configuration of this project's control plane. */
export function currentMeshConfig(settings: CurrentMeshSettings): CurrentMeshConfig {
  const { namespace, tls, tracing, proxy } = settings;
  const stock = proxy === "envoy";
  return {
    trustDomain: CLUSTER_DOMAIN,
    rootNamespace: namespace,
    enableAutoMtls: tls,
    enablePrometheusMerge: true,
    enableTracing: tracing,
    ...(tracing && {
      extensionProviders: [
        {
          name: TRACING_PROVIDER,
          zipkin: { service: `zipkin.${namespace}.svc.${CLUSTER_DOMAIN}`, port: 9411 },
        },
      ],
    }),
    // The provider is a filter of Istio's own build: another proxy refuses every listener that has it.
    ...(!stock && { defaultProviders: { metrics: ["prometheus"] } }),
    defaultConfig: {
      discoveryAddress: istiodAddress(namespace),
      ...(stock && { proxyStatsMatcher: requestStats }),
    },
  };
}

/** The text of key `mesh` of ConfigMap `istio`. */
export function currentMeshConfigYaml(config: CurrentMeshConfig): string {
  return yaml.stringify(config, { lineWidth: 0 });
}
