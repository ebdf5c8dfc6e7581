import { markdownTable, range, ratio } from "../measure";

/** A value of stack live of root, and one of the stack of a user without rights. */
export interface Both<T> {
  withRoot: T;
  withoutRoot: T;
}

/** The sides in the order in which they are measured. */
export const sides = ["withRoot", "withoutRoot"] as const;

/** The named results of one round. */
export type Round = Readonly<Record<string, number>>;

/**
 * A Markdown table of results of both stacks, measured in the same rounds: the median (minimum–maximum) with and without
 * root, and the median of the ratios of the rounds, without root to with root.
 */
export function table(heading: string, rounds: Both<readonly Round[]>): string {
  const rows = Object.keys(rounds.withRoot[0]!).map((what) => {
    const withRoot = rounds.withRoot.map((round) => round[what]!);
    const withoutRoot = rounds.withoutRoot.map((round) => round[what]!);
    return [what, range(withRoot), range(withoutRoot), ratio(withoutRoot, withRoot)];
  });
  return markdownTable([heading, "with root", "without root", "ratio"], rows);
}
