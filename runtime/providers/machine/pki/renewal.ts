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

/** What the issue of certificates depends on. */
export type IssueOptions = LeafOptions & Pick<ClusterPkiOptions, "validityDays" | "authorityValidityDays">;
type Renewal = LeafOptions & { renewBeforeDays: number };

/** The leaves that are near their end, unreadable or missing. */
export function leavesNearEnd(pki: ClusterPki, options: Renewal, now: Date): string[] {
  return Object.keys(leavesOf(options)).filter((name) =>
    nearEnd(endOf(pki, name), options.renewBeforeDays, now),
  );
}

/** True when an authority is near its end: then everything that it signed has to go with it. */
export function authorityNearEnd(pki: ClusterPki, renewBeforeDays: number, now: Date): boolean {
  return authorityNames.some((name) => nearEnd(endOf(pki, name), renewBeforeDays, now));
}

function nearEnd(end: Date | undefined, renewBeforeDays: number, now: Date): boolean {
  return end === undefined || end.getTime() - now.getTime() <= renewBeforeDays * DAY_MS;
}

/** The leaves that an update issues anew: those near their end, and those that the changed inputs show in. */
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

/** What a leaf says, whatever the order and number of its names. */
const content = (leaf: Leaf | undefined): string =>
  JSON.stringify({ ...leaf, names: leaf?.names && [...new Set(leaf.names)].sort() });
