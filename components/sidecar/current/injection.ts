import type { Lift } from "../lift";
import type { CompleteCurrentParams } from "./params";
import type { Pod } from "./pod";

/** The injection of one workload. */
export interface Injection {
  lift: Lift;
  params: CompleteCurrentParams;
  /** Path in the object of a pod template field, for errors. */
  path(field: string): string;
  /**
   * Returns the result of a rule for the pods. For resource inputs it may be an output, if the rule reads a
   * part that is not known yet.
   */
  derive<T>(rule: (pod: Pod, params: CompleteCurrentParams) => T): T;
}

/** Concatenates lists that may be derived. */
export function concat<T>({ lift }: Injection, ...lists: readonly (readonly T[])[]): T[] {
  return lift.all(lists, (known) => (known as T[][]).flat()) as T[];
}

/** Merges mappings that may be derived; later ones take precedence. */
export function assign({ lift }: Injection, ...mappings: readonly (object | null | undefined)[]): object {
  return lift.all(mappings, (known) => Object.assign({}, ...(known as object[])) as object) as object;
}

/** Removes the items with these names from a list. */
export function withoutNames(
  { lift }: Injection,
  list: readonly unknown[],
  names: readonly string[],
): unknown[] {
  return lift.map(
    lift.derive(list, (items) => items.map((item) => !names.includes((item as { name: string }).name))),
    (kept) => list.filter((_, index) => (kept as boolean[])[index]),
  ) as unknown[];
}
