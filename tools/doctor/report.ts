import { type CheckLine, countOf } from "../checkTable";
import type { CheckResult } from "../../runtime/providers/machine/preflight/check";

/** One check of a report. */
export interface CheckReport extends CheckLine {
  /** What was checked, such as `This machine` or `The cluster`. */
  subject: string;
}

/** The output of `--json`. */
export interface Report {
  stack: string;
  driver: string;
  /** Whether the stack is up, so that its own objects and ports count as free. */
  up: boolean;
  /** The number of checks with each result. */
  summary: { passed: number; warnings: number; failed: number; skipped: number };
  /** In the order in which they ran. */
  checks: CheckReport[];
}

/** The report of the checks of a subject. */
export const reportsOf = (subject: string, results: readonly CheckResult[]): CheckReport[] =>
  results.map(({ id, title, result, found, failures, skipped }) => ({
    subject,
    id,
    title,
    result,
    details: [...failures.map(({ text }) => text), ...(skipped === undefined ? [] : [skipped]), ...found],
  }));

export const summaryOf = (checks: readonly CheckReport[]): Report["summary"] => ({
  passed: countOf(checks, "passed"),
  warnings: countOf(checks, "warning"),
  failed: countOf(checks, "failed"),
  skipped: countOf(checks, "skipped"),
});
