import {
  authorityNames,
  type ClusterPki,
  type ClusterPkiOptions,
  endOf,
  type Leaf,
  type LeafOptions,
  leavesOf,
} from "./catalogue";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The options that determine the issued certificates. */
export type IssueOptions = LeafOptions & Pick<ClusterPkiOptions, "validityDays" | "authorityValidityDays">;
type Renewal = LeafOptions & { renewBeforeDays: number };

/** The leaves that expire soon, are unreadable or missing. */
export function leavesNearEnd(pki: ClusterPki, options: Renewal, now: Date): string[] {
  return Object.keys(leavesOf(options)).filter((name) =>
    nearEnd(endOf(pki, name), options.renewBeforeDays, now),
  );
}

/** True when an authority expires soon, so that everything that it signed must be replaced too. */
export function authorityNearEnd(pki: ClusterPki, renewBeforeDays: number, now: Date): boolean {
  return authorityNames.some((name) => nearEnd(endOf(pki, name), renewBeforeDays, now));
}

function nearEnd(end: Date | undefined, renewBeforeDays: number, now: Date): boolean {
  return end === undefined || end.getTime() - now.getTime() <= renewBeforeDays * DAY_MS;
}

/** The leaves that an update reissues: those that expire soon, and those that the changed inputs affect. */
export function leavesToIssue(
  pki: ClusterPki,
  olds: IssueOptions,
  news: IssueOptions & Renewal,
  now: Date,
): string[] {
  const [before, after] = [leavesOf(olds), leavesOf(news)];
  const names = Object.keys(after);
  if (olds.validityDays !== news.validityDays) return names;
  const due = new Set(leavesNearEnd(pki, news, now));
  return names.filter((name) => due.has(name) || content(before[name]) !== content(after[name]));
}

/** The content of a leaf, independent of the order and repetition of its names. */
const content = (leaf: Leaf | undefined): string =>
  JSON.stringify({ ...leaf, names: leaf?.names && [...new Set(leaf.names)].sort() });
