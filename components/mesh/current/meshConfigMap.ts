import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import { type CurrentMeshConfig, currentMeshConfigYaml } from "./meshConfig";

/** Name of the ConfigMap that istiod watches and the gateway mounts. */
export const MESH_CONFIG_MAP = "istio";

/** Annotation of pods whose agent reads the proxies' settings only when it starts; its value is their checksum. */
export const PROXY_CONFIG_CHECKSUM = "checksum/proxy-config";

/** The ConfigMap with the mesh configuration and the mesh's networks, of which there is one without a name. */
export function meshConfigMap(namespace: string, config: CurrentMeshConfig): types.input.core.v1.ConfigMap {
  return {
    metadata: { name: MESH_CONFIG_MAP, namespace },
    data: { mesh: currentMeshConfigYaml(config), meshNetworks: "networks: {}\n" },
  };
}

/** SHA-256 of the settings of every proxy, in hexadecimal. istiod reads the rest of the configuration at once. */
export function proxyConfigChecksum({ defaultConfig }: CurrentMeshConfig): string {
  return createHash("sha256").update(JSON.stringify(defaultConfig)).digest("hex");
}
