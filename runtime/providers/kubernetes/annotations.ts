import { annotation } from "../../../lib/clients/kubernetes/object";
import { isAnnotated, type KubernetesObject } from "./object";

/** Annotations that control this provider. Their names are those of the official Kubernetes provider. */
export const AUTONAMED = "pulumi.com/autonamed";
const SKIP_AWAIT = "pulumi.com/skipAwait";
const TIMEOUT_SECONDS = "pulumi.com/timeoutSeconds";
export const PATCH_FORCE = "pulumi.com/patchForce";
export const PATCH_FIELD_MANAGER = "pulumi.com/patchFieldManager";
export const DELETION_PROPAGATION = "pulumi.com/deletionPropagationPolicy";
export const REPLACE_UNREADY = "pulumi.com/replaceUnready";
export const WAIT_FOR = "pulumi.com/waitFor";

export const isAutonamed = (object: KubernetesObject): boolean => isAnnotated(object, AUTONAMED);
export const skipsAwait = (object: KubernetesObject): boolean => isAnnotated(object, SKIP_AWAIT);

/**
 * How long to wait for an object, in milliseconds.
 * @param customTimeout the resource option's timeout in seconds; 0 when unset
 * @param fallback the default of the kind, in seconds; default: 600
 */
export function timeoutOf(object: KubernetesObject, customTimeout: number, fallback = 600): number {
  if (customTimeout > 0) return customTimeout * 1000;
  const text = annotation(object, TIMEOUT_SECONDS);
  const seconds = text !== undefined && /^\d+$/.test(text) ? Number(text) : fallback;
  return seconds * 1000;
}

/** The deletion propagation to an object's dependents. Default: foreground. */
export function deletionPropagationOf(object: KubernetesObject): "Foreground" | "Background" | "Orphan" {
  switch (annotation(object, DELETION_PROPAGATION)?.toLowerCase()) {
    case "orphan":
      return "Orphan";
    case "background":
      return "Background";
    default:
      return "Foreground";
  }
}
