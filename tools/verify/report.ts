import { type CheckLine, countOf } from "../checkTable";
import type { Environment } from "./environment";

/** One check of a report. */
export interface CheckReport extends CheckLine {
  result: "passed" | "failed" | "skipped";
  /** The duration of the check. */
  milliseconds: number;
}

/** The output of `--json`. */
export interface Report {
  stack: string;
  istio: Environment["istio"];
  /** What runs the pods of the cluster. */
  nodes: "simulated" | "real";
  /** The number of checks with each result. */
  summary: { passed: number; failed: number; skipped: number };
  /** In the order in which they ran. */
  checks: CheckReport[];
}

export const summaryOf = (checks: readonly CheckReport[]): Report["summary"] => ({
  passed: countOf(checks, "passed"),
  failed: countOf(checks, "failed"),
  skipped: countOf(checks, "skipped"),
});
