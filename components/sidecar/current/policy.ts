import { isSelected, type SelectionParams } from "../selection";
import type { Pod } from "./pod";

/** Label (and, from before Istio 1.14, annotation) of pods that asks for a sidecar or refuses one. */
export const injectName = "sidecar.istio.io/inject";

/** Annotation of pods that says what was injected. */
export const statusAnnotation = "sidecar.istio.io/status";

/**
 * Whether pods get a sidecar. Those with a status annotation have one; on the node's network the redirection would
 * catch the node's own traffic.
 */
export function injectionRequired(pod: Pod, params: Required<SelectionParams>): boolean {
  if (!pod.exists || pod.hostNetwork || pod.annotation(statusAnnotation) !== undefined) return false;
  const word = pod.label(injectName) ?? pod.annotation(injectName);
  // Another word says nothing.
  const asked = word === "true" ? true : word === "false" ? false : undefined;
  return isSelected(pod.namespace, asked, params);
}
