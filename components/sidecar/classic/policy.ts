import { isSelected, type SelectionParams } from "../selection";

/** Annotation of a workload that enables (`true`) or disables (`false`) injection. */
export const injectAnnotation = "sidecar.istio.io/inject";

/** Annotation of an injected workload and its pods: the version of the injector. */
export const statusAnnotation = "sidecar.istio.io/status";

/** Properties of a workload that decide about injection. */
export interface WorkloadFacts {
  /** Namespace of the workload; empty if it names none. */
  namespace: string;
  /** Value of {@link injectAnnotation}. */
  inject?: string;
  /** Value of {@link statusAnnotation}. */
  status?: string;
  hostNetwork: boolean;
}

/** Istio accepts the words of YAML 1.1 for true and treats all other text as false. */
function saysYes(annotation: string): boolean {
  return ["y", "yes", "true", "on"].includes(annotation.toLowerCase());
}

/**
 * Decides whether a workload gets a sidecar. One with a status annotation already has one. On the host network
 * the redirection would affect the traffic of the node.
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
