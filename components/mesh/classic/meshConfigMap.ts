import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import { type MeshConfigInput, meshConfigYaml } from "../meshConfig";

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
