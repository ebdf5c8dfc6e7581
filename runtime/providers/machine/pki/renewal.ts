import { X509Certificate } from "node:crypto";
import { authorityNames, type ClusterPki, type ClusterPkiOptions, type Leaf, leavesOf } from "./catalogue";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The leaves that expire soon, are not valid yet, unreadable or missing. */
export const dueLeaves = (pki: ClusterPki, options: ClusterPkiOptions): string[] =>
  Object.keys(leavesOf(options)).filter((name) => isDue(pki, name, options.renewBeforeDays));

/** True when an authority expires soon or is not valid yet, so that everything that it signed must be replaced too. */
export const authorityDue = (pki: ClusterPki, renewBeforeDays: number): boolean =>
  authorityNames.some((name) => isDue(pki, name, renewBeforeDays));

/** A certificate is not valid yet when the machine's clock was ahead at its issue, or is behind now. */
function isDue(pki: ClusterPki, name: string, renewBeforeDays: number): boolean {
  const pem = pki[`${name}.crt`];
  if (pem === undefined) return true;
  try {
    const { validFrom, validTo } = new X509Certificate(pem);
    const now = Date.now();
    return now < Date.parse(validFrom) || Date.parse(validTo) - now <= renewBeforeDays * DAY_MS;
  } catch {
    return true;
  }
}

/** The leaves that an update reissues: those that are due, and those that the changed inputs affect. */
export function leavesToIssue(pki: ClusterPki, olds: ClusterPkiOptions, news: ClusterPkiOptions): string[] {
  const [before, after] = [leavesOf(olds), leavesOf(news)];
  const names = Object.keys(after);
  if (olds.validityDays !== news.validityDays) return names;
  const due = new Set(dueLeaves(pki, news));
  return names.filter((name) => due.has(name) || content(before[name]) !== content(after[name]));
}

/** The content of a leaf, independent of the order and repetition of its names. */
const content = (leaf: Leaf | undefined): string =>
  JSON.stringify({ ...leaf, names: leaf?.names && [...new Set(leaf.names)].sort() });
