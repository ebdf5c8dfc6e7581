import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import { type MeshConfigInput, meshConfigYaml } from "../meshConfig";

/** Name of the ConfigMap that Pilot mounts and `istioctl` reads. */
export const MESH_CONFIG_MAP = "istio";

/** Annotation of pods that read the mesh configuration only when they start; its value is the checksum. */
export const MESH_CONFIG_CHECKSUM = "checksum/mesh-config";

/**
 * The ConfigMap with the mesh configuration.
 * @throws MeshConfigError when a field is wrong
 */
export function meshConfigMap(namespace: string, config: MeshConfigInput): types.input.core.v1.ConfigMap {
  return { metadata: { name: MESH_CONFIG_MAP, namespace }, data: { mesh: meshConfigYaml(config) } };
}

/**
 * SHA-256 of the configuration's text, in hexadecimal: it changes exactly when the ConfigMap does.
 * @throws MeshConfigError when a field is wrong
 */
export function meshConfigChecksum(config: MeshConfigInput): string {
  return createHash("sha256").update(meshConfigYaml(config)).digest("hex");
}
