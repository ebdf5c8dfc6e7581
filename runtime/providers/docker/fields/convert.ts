/** A label of a Docker object. */
export interface Label {
  label: string;
  value: string;
}

/** Converts labels to the daemon's form; undefined when there are none. */
export const fromLabels = (labels: readonly Label[] | undefined): Record<string, string> | undefined =>
  labels && Object.fromEntries(labels.map(({ label, value }) => [label, value]));

/** Converts labels to the form of the inputs. */
export const toLabels = (labels: Record<string, string> | null | undefined): Label[] =>
  Object.entries(labels ?? {})
    .map(([label, value]) => ({ label, value }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));

/** The object without undefined and empty values. */
export function withoutEmpty<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined && value !== ""),
  ) as Partial<T>;
}
