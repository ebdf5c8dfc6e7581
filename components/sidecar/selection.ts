import { foundExpected } from "../../lib/problemText";
import * as checks from "./checks";

/**
 * Enables or disables injection: an annotation of a workload in the classic mesh, a label (before Istio 1.14 an
 * annotation) of its pods in the current one.
 */
export const injectName = "sidecar.istio.io/inject";

/** Annotation of what was injected: of workload and pods in the classic mesh, of pods in the current one. */
export const statusAnnotation = "sidecar.istio.io/status";

/**
 * Default for workloads without an own setting: `enabled` injects them, `disabled` does not. `off` injects no
 * workload, even if it asks for it.
 */
type InjectionPolicy = "enabled" | "disabled" | "off";

/** Parameters that select workloads for injection. */
export interface SelectionParams {
  /** Default `enabled`. */
  policy?: InjectionPolicy;
  /** Namespaces whose workloads are injected; `""` means every namespace. Default `[""]`. */
  includeNamespaces?: readonly string[];
  /**
   * Namespaces whose workloads are not injected. Must be empty if `includeNamespaces` contains names. Default
   * none.
   */
  excludeNamespaces?: readonly string[];
  /** Namespaces that are never injected: those of Kubernetes and of the control plane. */
  ignoredNamespaces?: readonly string[];
}

/** Fills in the defaults. */
export function completeSelection(
  params: SelectionParams,
  ignoredNamespaces: readonly string[],
): Required<SelectionParams> {
  return {
    policy: params.policy ?? "enabled",
    includeNamespaces: params.includeNamespaces ?? [""],
    excludeNamespaces: params.excludeNamespaces ?? [],
    ignoredNamespaces: params.ignoredNamespaces ?? ignoredNamespaces,
  };
}

/** Returns one line per problem. */
export function selectionProblems(params: Required<SelectionParams>): string[] {
  const { includeNamespaces, excludeNamespaces } = params;
  return [
    ...checks.problems(params, {
      policy: checks.oneOf("enabled", "disabled", "off"),
      excludeNamespaces: checks.listOf(checks.filled),
    }),
    ...(excludeNamespaces.length > 0 && !includeNamespaces.includes("")
      ? [
          `excludeNamespaces: ${foundExpected(excludeNamespaces, "an empty list beside includeNamespaces", "Set only one of the two.")}`,
        ]
      : []),
  ];
}

/**
 * Decides by namespace and by the workload's own setting whether it gets a sidecar.
 * @param namespace empty if the workload names none
 * @param asked the workload's own setting, if any
 */
export function isSelected(
  namespace: string,
  asked: boolean | undefined,
  params: Required<SelectionParams>,
): boolean {
  const { policy, includeNamespaces, excludeNamespaces, ignoredNamespaces } = params;
  if (policy === "off") return false;
  if (ignoredNamespaces.includes(namespace) || excludeNamespaces.includes(namespace)) return false;
  if (!includeNamespaces.includes("") && !includeNamespaces.includes(namespace)) return false;
  return asked ?? policy === "enabled";
}
