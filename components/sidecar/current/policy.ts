import { isSelected, type SelectionParams } from "../selection";
import type { Pod } from "./pod";

/** Pod label (before Istio 1.14 an annotation) that enables or disables injection. */
export const injectName = "sidecar.istio.io/inject";

/** Pod annotation that lists what was injected. */
export const statusAnnotation = "sidecar.istio.io/status";

/**
 * Decides whether pods get a sidecar. Pods with a status annotation already have one. On the host network the
 * redirection would affect the traffic of the node.
 */
export function injectionRequired(pod: Pod, params: Required<SelectionParams>): boolean {
  if (!pod.exists || pod.hostNetwork || pod.annotation(statusAnnotation) !== undefined) return false;
  const word = pod.label(injectName) ?? pod.annotation(injectName);
  // Istio ignores other values.
  const asked = word === "true" ? true : word === "false" ? false : undefined;
  return isSelected(pod.namespace, asked, params);
}
