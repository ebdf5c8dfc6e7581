import type { CheckOutcome, CheckResult } from "../../runtime/providers/machine/preflight/check";

/** One line of the report. */
export interface CheckReport {
  /** What was looked at: `this machine`, `the Docker engine at …`, `the cluster at …`. */
  subject: string;
  id: string;
  title: string;
  result: CheckOutcome;
  /** What was found, what is lacking with what there is to do, or why it was left out. */
  details: string[];
}

/** What `--json` prints. */
export interface Report {
  stack: string;
  driver: string;
  /** Whether the stack is up, so that what it has made is not in its own way. */
  up: boolean;
  /** How many checks ended in which way. */
  summary: { passed: number; warnings: number; failed: number; skipped: number };
  /** In the order in which they were made. */
  checks: CheckReport[];
}

/** A subject's checks as lines of the report. */
export const reportsOf = (subject: string, results: readonly CheckResult[]): CheckReport[] =>
  results.map(({ id, title, result, found, failures, skipped }) => ({
    subject,
    id,
    title,
    result,
    details: [...failures.map(({ text }) => text), ...(skipped === undefined ? [] : [skipped]), ...found],
  }));

/** How many checks ended in which way. */
export function summaryOf(checks: readonly CheckReport[]): Report["summary"] {
  const count = (result: CheckOutcome) => checks.filter((check) => check.result === result).length;
  return {
    passed: count("passed"),
    warnings: count("warning"),
    failed: count("failed"),
    skipped: count("skipped"),
  };
}
