import type { z } from "zod";
import { foundExpected } from "../../lib/problemText";
import * as checks from "./checks";
import { InjectionParamsError } from "./errors";

/**
 * Enables or disables injection: an annotation of a workload in the classic mesh, a label (before Istio 1.14 an
 * annotation) of its pods in the current one.
 */
export const injectName = "sidecar.istio.io/inject";

/** Annotation of what was injected: of workload and pods in the classic mesh, of pods in the current one. */
export const statusAnnotation = "sidecar.istio.io/status";

/** The parameters that select workloads for injection. */
export const selectionFields = {
  /**
   * Default for workloads without an own setting: `enabled` injects them, `disabled` does not. `off` injects no
   * workload, even if it asks for it. Default `enabled`.
   */
  policy: checks
    .field<"enabled" | "disabled" | "off">(checks.oneOf("enabled", "disabled", "off"))
    .default("enabled"),
  /** Namespaces whose workloads are injected; `""` means every namespace. Default `[""]`. */
  includeNamespaces: checks.field<readonly string[]>(checks.listOf(checks.text)).default([""]),
  /**
   * Namespaces whose workloads are not injected. Must be empty if `includeNamespaces` contains names. Default
   * none.
   */
  excludeNamespaces: checks.field<readonly string[]>(checks.listOf(checks.filled)).default([]),
  /** Namespaces that are never injected. Default: those of Kubernetes and of the control plane. */
  ignoredNamespaces: checks.field<readonly string[]>(checks.listOf(checks.filled)).optional(),
};

type SelectionSchema = z.ZodObject<typeof selectionFields>;
type SelectionParams = z.input<SelectionSchema>;

/** {@link selectionFields} with all defaults. */
export type Selection = Required<z.output<SelectionSchema>>;

/**
 * Parses the parameters of an injector, and fills in the defaults.
 * @param meshProblems those of the mesh configuration
 * @throws {InjectionParamsError} with all problems
 */
export function parsedParams<Schema extends z.ZodType>(
  schema: Schema,
  params: z.input<Schema> & SelectionParams,
  meshProblems: readonly string[],
): z.output<Schema> {
  const { value, problems } = checks.parsed(schema, params);
  const all = [...problems, ...selectionProblems(params), ...meshProblems];
  if (value === undefined || all.length > 0) throw new InjectionParamsError(all);
  return value;
}

/** Returns one line per problem that depends on several parameters. */
function selectionProblems({ includeNamespaces = [""], excludeNamespaces = [] }: SelectionParams): string[] {
  if (excludeNamespaces.length === 0 || includeNamespaces.includes("")) return [];
  const hint = "Set only one of the two.";
  return [
    `excludeNamespaces: ${foundExpected(excludeNamespaces, "an empty list beside includeNamespaces", hint)}`,
  ];
}

/**
 * Decides by namespace and by the workload's own setting whether it gets a sidecar.
 * @param namespace empty if the workload names none
 * @param asked the workload's own setting, if any
 */
export function isSelected(namespace: string, asked: boolean | undefined, params: Selection): boolean {
  const { policy, includeNamespaces, excludeNamespaces, ignoredNamespaces } = params;
  if (policy === "off") return false;
  if (ignoredNamespaces.includes(namespace) || excludeNamespaces.includes(namespace)) return false;
  if (!includeNamespaces.includes("") && !includeNamespaces.includes(namespace)) return false;
  return asked ?? policy === "enabled";
}
