import { markdownTable, range, ratio } from "../measure";

/** A value of stack live of root, and one of the stack of a user without rights. */
export interface Both<T> {
  withRoot: T;
  withoutRoot: T;
}

/** The sides in the order in which they are measured. */
export const sides = ["withRoot", "withoutRoot"] as const;

/** A figure of both stacks, measured in the same rounds. */
export interface Figure extends Both<readonly number[]> {
  what: string;
}

/** Converts the named results of each round to one figure per name. */
export function figures(rounds: Both<readonly Readonly<Record<string, number>>[]>): Figure[] {
  return Object.keys(rounds.withRoot[0]!).map((what) => ({
    what,
    withRoot: rounds.withRoot.map((round) => round[what]!),
    withoutRoot: rounds.withoutRoot.map((round) => round[what]!),
  }));
}

/**
 * A Markdown table: the median (minimum–maximum) of each figure with and without root, and the median of the ratios of
 * the rounds, without root to with root.
 */
export function table(heading: string, rows: readonly Figure[]): string {
  const cells = rows.map(({ what, withRoot, withoutRoot }) => [
    what,
    range(withRoot),
    range(withoutRoot),
    ratio(withoutRoot, withRoot),
  ]);
  return markdownTable([heading, "with root", "without root", "ratio"], cells);
}
