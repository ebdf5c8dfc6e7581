import { distance } from "fastest-levenshtein";

/**
 * Returns the known name that is closest to a misspelt one. Undefined if all differ in more than half of the
 * letters (in more than two letters for short names). Two swapped letters count as one wrong letter.
 */
export function suggestion(name: string, known: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(name.length / 2));
  // A text such as a certificate is too long for any name.
  const candidates = known.filter((candidate) => name.length - candidate.length <= limit);
  if (candidates.length === 0) return undefined;
  const spellings = swapped(name);
  const edits = (candidate: string) =>
    Math.min(distance(name, candidate), ...spellings.map((spelling) => 1 + distance(spelling, candidate)));
  const [best] = candidates
    .map((candidate) => ({ candidate, edits: edits(candidate) }))
    .sort((a, b) => a.edits - b.edits);
  return best!.edits <= limit ? best!.candidate : undefined;
}

/** The name with each pair of adjacent letters swapped. */
const swapped = (name: string): string[] =>
  Array.from(name.slice(1), (next, i) => `${name.slice(0, i)}${next}${name[i]}${name.slice(i + 2)}`);

/** Returns `Did you mean NAME?`, or undefined without a {@link suggestion}. */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const candidate = suggestion(name, known);
  return candidate === undefined ? undefined : `Did you mean ${candidate}?`;
}
