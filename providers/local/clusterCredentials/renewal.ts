import {
  authorityNames,
  type ClusterPki,
  type ClusterPkiOptions,
  endOf,
  type LeafName,
  leafNames,
  servingNames,
} from "../pki/catalogue";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What the issue of certificates depends on. */
export type IssueOptions = Pick<
  ClusterPkiOptions,
  "hosts" | "serviceIPs" | "clusterDomain" | "validityDays" | "authorityValidityDays"
>;

/** The leaves that are near their end, unreadable or missing. */
export function leavesNearEnd(pki: ClusterPki, renewBeforeDays: number, now: Date): LeafName[] {
  return leafNames.filter((name) => nearEnd(endOf(pki, name), renewBeforeDays, now));
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
  news: IssueOptions & { renewBeforeDays: number },
  now: Date,
): LeafName[] {
  if (olds.validityDays !== news.validityDays) return [...leafNames];
  const due = new Set(leavesNearEnd(pki, news.renewBeforeDays, now));
  const names = (options: IssueOptions): string => [...new Set(servingNames(options))].sort().join(" ");
  if (names(olds) !== names(news)) due.add("apiserver");
  return leafNames.filter((name) => due.has(name));
}
