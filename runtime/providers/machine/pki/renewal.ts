import {
  authorityNames,
  type ClusterPki,
  type ClusterPkiOptions,
  type Leaf,
  type LeafOptions,
  leavesOf,
  validityOf,
} from "./catalogue";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The options that determine the issued certificates. */
export type IssueOptions = LeafOptions & Pick<ClusterPkiOptions, "validityDays" | "authorityValidityDays">;
type Renewal = LeafOptions & { renewBeforeDays: number };

/** The leaves that expire soon, are not valid yet, unreadable or missing. */
export function dueLeaves(pki: ClusterPki, options: Renewal, now: Date): string[] {
  return Object.keys(leavesOf(options)).filter((name) => isDue(pki, name, options.renewBeforeDays, now));
}

/** True when an authority expires soon or is not valid yet, so that everything that it signed must be replaced too. */
export function authorityDue(pki: ClusterPki, renewBeforeDays: number, now: Date): boolean {
  return authorityNames.some((name) => isDue(pki, name, renewBeforeDays, now));
}

/** A certificate is not valid yet when the machine's clock was ahead at its issue, or is behind now. */
function isDue(pki: ClusterPki, name: string, renewBeforeDays: number, now: Date): boolean {
  const validity = validityOf(pki, name);
  return (
    validity === undefined ||
    now < validity.from ||
    validity.to.getTime() - now.getTime() <= renewBeforeDays * DAY_MS
  );
}

/** The leaves that an update reissues: those that are due, and those that the changed inputs affect. */
export function leavesToIssue(
  pki: ClusterPki,
  olds: IssueOptions,
  news: IssueOptions & Renewal,
  now: Date,
): string[] {
  const [before, after] = [leavesOf(olds), leavesOf(news)];
  const names = Object.keys(after);
  if (olds.validityDays !== news.validityDays) return names;
  const due = new Set(dueLeaves(pki, news, now));
  return names.filter((name) => due.has(name) || content(before[name]) !== content(after[name]));
}

/** The content of a leaf, independent of the order and repetition of its names. */
const content = (leaf: Leaf | undefined): string =>
  JSON.stringify({ ...leaf, names: leaf?.names && [...new Set(leaf.names)].sort() });
