import type { CompleteInjectionParams } from "./params";

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
export function injectionRequired(
  facts: WorkloadFacts,
  params: Pick<
    CompleteInjectionParams,
    "policy" | "includeNamespaces" | "excludeNamespaces" | "ignoredNamespaces"
  >,
): boolean {
  const { namespace } = facts;
  if (params.policy === "off" || facts.status !== undefined || facts.hostNetwork) return false;
  if (params.ignoredNamespaces.includes(namespace) || params.excludeNamespaces.includes(namespace))
    return false;
  if (!params.includeNamespaces.includes("") && !params.includeNamespaces.includes(namespace)) return false;
  return facts.inject === undefined ? params.policy === "enabled" : saysYes(facts.inject);
}

/** The value of the status annotation. */
export function injectionStatus(version: string): string {
  return `injected-version-${version}`;
}
