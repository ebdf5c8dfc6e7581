const FIRST_MS = 100;
const FACTOR = 2;
const MOST_MS = 5_000;

/**
 * How long to wait before asking again.
 * @param attempt how often it was asked in vain, from 1
 * @param leftMs what is left of the time; undefined is returned when nothing is
 */
export function pauseBefore(attempt: number, leftMs: number): number | undefined {
  if (leftMs <= 0) return undefined;
  return Math.min(FIRST_MS * FACTOR ** (attempt - 1), MOST_MS, leftMs);
}
