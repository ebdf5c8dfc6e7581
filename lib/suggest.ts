import { closest, distance } from "fastest-levenshtein";

/**
 * Returns the known name that is closest to a misspelt one. Undefined if all differ in more than half of the
 * letters (in more than two letters for short names).
 */
export function suggestion(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const candidate = closest(name, [...known]);
  return distance(name, candidate) <= Math.max(2, Math.floor(name.length / 2)) ? candidate : undefined;
}

/** Returns `Did you mean NAME?`, or undefined without a {@link suggestion}. */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const candidate = suggestion(name, known);
  return candidate === undefined ? undefined : `Did you mean ${candidate}?`;
}
