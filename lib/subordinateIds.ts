/** A range of ids that a user may use in user namespaces, besides its own id. */
export interface IdRange {
  first: number;
  count: number;
}

/** The ids that images expect: 0 to 65535. */
export const ENOUGH_IDS = 65_536;

/** New ranges start here or later, as those of `useradd` do. */
const LOWEST = 100_000;

/**
 * The ranges of a user, from the text of /etc/subuid or /etc/subgid.
 * @param user the names by which a line can name the user: the login name, or the uid
 */
export const rangesOf = (text: string, user: readonly string[]): IdRange[] =>
  linesOf(text).flatMap(({ owner, ...range }) => (user.includes(owner) ? [range] : []));

export const countOf = (ranges: readonly IdRange[]): number =>
  ranges.reduce((sum, { count }) => sum + count, 0);

/** A range that overlaps with none of these files' ranges. */
export function freeRange(...texts: readonly string[]): IdRange {
  const ends = texts.flatMap(linesOf).map(({ first, count }) => first + count);
  return { first: Math.max(LOWEST, ...ends), count: ENOUGH_IDS };
}

const linesOf = (text: string): (IdRange & { owner: string })[] =>
  [...text.matchAll(/^([^:#\s]+):(\d+):(\d+)\s*$/gm)].map(([, owner, first, count]) => ({
    owner: owner!,
    first: Number(first),
    count: Number(count),
  }));
