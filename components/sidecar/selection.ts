import { foundExpected } from "../../lib/problemText";
import * as checks from "./checks";

/**
 * Which workloads get a sidecar: `enabled`, all but those that say no; `disabled`, none but those that say yes;
 * `off`, none whatever they say.
 */
type InjectionPolicy = "enabled" | "disabled" | "off";

/** Which workloads get a sidecar, as far as parameters say it. */
export interface SelectionParams {
  /** Default `enabled`. */
  policy?: InjectionPolicy;
  /** Namespaces whose workloads are injected; `""` is every namespace. Default `[""]`. */
  includeNamespaces?: readonly string[];
  /** Namespaces whose workloads are left alone. Default none. Not together with names in `includeNamespaces`. */
  excludeNamespaces?: readonly string[];
  /** Namespaces that are never injected: the system's own, and the control plane's. */
  ignoredNamespaces?: readonly string[];
}

/** The parameters with every default filled in. */
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

/** All that is wrong with the parameters, one line for each problem. */
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
 * Whether a workload gets a sidecar, as far as its namespace and its own word go.
 * @param namespace empty where the workload names none
 * @param asked what the workload says of itself; undefined where it says nothing
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
