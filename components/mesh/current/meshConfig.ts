import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import { writeManifest } from "../../../lib/manifests/writeManifest";
import { ADDONS, ZIPKIN } from "../../addons/table";
import { istiodAddress, type ProxyConfig } from "./proxyConfig";
import type { CurrentMeshSettings } from "./config";
import { CLUSTER_DOMAIN } from "./names";

/** The settings of the whole mesh (`MeshConfig` of istio/api 1.31) that this project uses. */
export interface CurrentMeshConfig {
  /** First part of every SPIFFE identity. Istio's default `cluster.local`. */
  trustDomain: string;
  /** Namespace whose policies apply to the whole mesh. */
  rootNamespace: string;
  /** Whether proxies use mutual TLS between each other without a DestinationRule. Istio's default true. */
  enableAutoMtls: boolean;
  /** Whether the agent serves the metrics of proxy and application on one port, 15020. Istio's default true. */
  enablePrometheusMerge: boolean;
  /** Whether proxies create traces. Istio's default true. */
  enableTracing: boolean;
  /** The providers that a Telemetry resource can name, beside the built-in `prometheus`. */
  extensionProviders?: ZipkinProvider[];
  /** The providers without a Telemetry resource. Default none. */
  defaultProviders?: { metrics: string[] };
  /** Settings of every proxy; a pod can override them. */
  defaultConfig: ProxyConfig;
}

/** A tracing provider. */
interface ZipkinProvider {
  /** Its name in Telemetry resources. */
  name: string;
  zipkin: {
    /** Full name of the collector's Service. */
    service: string;
    /** The Service's port. */
    port: number;
  };
}

/** Name of the tracing provider. */
export const TRACING_PROVIDER = "zipkin";

/** The mesh configuration of this project's control plane. */
export function currentMeshConfig(settings: CurrentMeshSettings): CurrentMeshConfig {
  const { namespace, tls, tracing, proxy } = settings;
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
          zipkin: { service: `${ZIPKIN}.${namespace}.svc.${CLUSTER_DOMAIN}`, port: ADDONS[ZIPKIN].port },
        },
      ],
    }),
    // The provider is a filter of Istio's build of Envoy; other builds reject every listener with it.
    ...(proxy === "istio" && { defaultProviders: { metrics: ["prometheus"] } }),
    defaultConfig: { discoveryAddress: istiodAddress(namespace) },
  };
}

/** Name of the ConfigMap that istiod watches and the gateway mounts. */
export const MESH_CONFIG_MAP = "istio";

/** Annotation with the checksum of the proxies' settings, which the agent reads only when it starts. */
export const PROXY_CONFIG_CHECKSUM = "checksum/proxy-config";

/** The ConfigMap with the mesh configuration. The mesh has no named networks. */
export function meshConfigMap(namespace: string, config: CurrentMeshConfig): types.input.core.v1.ConfigMap {
  return {
    metadata: { name: MESH_CONFIG_MAP, namespace },
    data: { mesh: writeManifest(config), meshNetworks: "networks: {}\n" },
  };
}

/** SHA-256 of the proxies' settings, in hexadecimal. istiod applies other changes without new pods. */
export function proxyConfigChecksum({ defaultConfig }: CurrentMeshConfig): string {
  return createHash("sha256").update(JSON.stringify(defaultConfig)).digest("hex");
}
