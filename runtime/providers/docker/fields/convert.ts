import type { InputsOf, labels } from "./field";

type Labels = InputsOf<{ labels: typeof labels }>["labels"];

/** Converts labels to the daemon's form; undefined when there are none. */
export const fromLabels = (given: Labels): Record<string, string> | undefined =>
  given && Object.fromEntries(given.map(({ label, value }) => [label, value]));

/** Converts labels to the form of the inputs. */
export const toLabels = (found: Record<string, string> | null | undefined) =>
  Object.entries(found ?? {})
    .map(([label, value]) => ({ label, value }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));

/** The object without undefined and empty values. */
export function withoutEmpty<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined && value !== ""),
  ) as Partial<T>;
}
