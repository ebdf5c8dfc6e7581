import { isSelected, type SelectionParams } from "../selection";

/** Annotation of a workload that asks for a sidecar (`true`) or refuses one (`false`). */
export const injectAnnotation = "sidecar.istio.io/inject";

/** Annotation of a workload, and of its pods, that says which version has injected it. */
export const statusAnnotation = "sidecar.istio.io/status";

/** What the decision depends on. */
export interface WorkloadFacts {
  /** The workload's namespace; empty where its text names none. */
  namespace: string;
  /** The workload's own annotation {@link injectAnnotation}. */
  inject?: string;
  /** The workload's own annotation {@link statusAnnotation}. */
  status?: string;
  /** Whether its pods use the node's network. */
  hostNetwork: boolean;
}

/** Whether the annotation says yes: YAML 1.1's words for true. Every other text says no. */
function saysYes(annotation: string): boolean {
  return ["y", "yes", "true", "on"].includes(annotation.toLowerCase());
}

/**
 * Whether a workload gets a sidecar. One with a status annotation has one; on the node's network the redirection
 * would catch the node's own traffic.
 */
export function injectionRequired(facts: WorkloadFacts, params: Required<SelectionParams>): boolean {
  const { namespace, inject, status, hostNetwork } = facts;
  if (status !== undefined || hostNetwork) return false;
  return isSelected(namespace, inject === undefined ? undefined : saysYes(inject), params);
}

/** The value of the status annotation. */
export function injectionStatus(version: string): string {
  return `injected-version-${version}`;
}
