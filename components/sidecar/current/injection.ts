import type { Lift } from "../lift";
import type { CompleteCurrentParams } from "./params";
import type { Pod } from "./pod";

/** The injection of one workload. */
export interface Injection {
  lift: Lift;
  params: CompleteCurrentParams;
  /** Path of a field of the pod template, in the object; for errors. */
  path(field: string): string;
  /**
   * What a rule makes of the pods. In a resource's inputs an output may stand for it: where the rule reads a part
   * that is not known yet.
   */
  derive<T>(rule: (pod: Pod, params: CompleteCurrentParams) => T): T;
}

/** Lists one after another, each of which may be derived. */
export function concat<T>({ lift }: Injection, ...lists: readonly (readonly T[])[]): T[] {
  return lift.all(lists, (known) => (known as T[][]).flat()) as T[];
}

/** Mappings one over another, each of which may be derived. */
export function assign({ lift }: Injection, ...mappings: readonly (object | null | undefined)[]): object {
  return lift.all(mappings, (known) => Object.assign({}, ...(known as object[])) as object) as object;
}

/** Those items of a list whose names are none of these. */
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
