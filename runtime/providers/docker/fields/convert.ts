/** A pair of user-defined metadata. */
export interface Label {
  label: string;
  value: string;
}

/** Labels as the daemon takes them; undefined without any. */
export const fromLabels = (labels: readonly Label[] | undefined): Record<string, string> | undefined =>
  labels && Object.fromEntries(labels.map(({ label, value }) => [label, value]));

/** Labels as a program has them. */
export const toLabels = (labels: Record<string, string> | null | undefined): Label[] =>
  Object.entries(labels ?? {})
    .map(([label, value]) => ({ label, value }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));

/** The object without entries that are undefined or empty texts. */
export function withoutEmpty<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined && value !== ""),
  ) as Partial<T>;
}
