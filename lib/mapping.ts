/** A mapping of YAML or JSON, as parsers return it. */
export type Mapping = Record<string, unknown>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Removes the keys without a value from nested mappings and lists: YAML reads such a key as null, and it has the default. */
export function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  if (!isMapping(value)) return value;
  const given = Object.entries(value).filter(([, field]) => field != null);
  return Object.fromEntries(given.map(([name, field]) => [name, withoutNulls(field)])) as T;
}
