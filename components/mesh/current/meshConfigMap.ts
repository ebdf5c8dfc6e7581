import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import { type CurrentMeshConfig, currentMeshConfigYaml } from "./meshConfig";

/** Name of the ConfigMap that istiod watches and the gateway mounts. */
export const MESH_CONFIG_MAP = "istio";

/** Annotation with the checksum of the proxies' settings, which the agent reads only when it starts. */
export const PROXY_CONFIG_CHECKSUM = "checksum/proxy-config";

/** The ConfigMap with the mesh configuration. The mesh has no named networks. */
export function meshConfigMap(namespace: string, config: CurrentMeshConfig): types.input.core.v1.ConfigMap {
  return {
    metadata: { name: MESH_CONFIG_MAP, namespace },
    data: { mesh: currentMeshConfigYaml(config), meshNetworks: "networks: {}\n" },
  };
}

/** SHA-256 of the proxies' settings, in hexadecimal. istiod applies other changes without new pods. */
export function proxyConfigChecksum({ defaultConfig }: CurrentMeshConfig): string {
  return createHash("sha256").update(JSON.stringify(defaultConfig)).digest("hex");
}
