import type { Environment } from "./environment";

/** How a check ended. */
export type Result = "passed" | "failed" | "left out";

/** One line of a report. */
export interface CheckReport {
  /** As `--only` takes it. */
  id: string;
  /** What was looked at. */
  title: string;
  result: Result;
  /** What was found (facts where it passed, problems where it failed), or why it was left out. */
  details: string[];
  /** How long it took. */
  milliseconds: number;
}

/** What `--json` prints. */
export interface Report {
  stack: string;
  generation: Environment["generation"];
  /** What runs the cluster's pods. */
  nodes: "simulated" | "real";
  /** How many checks ended in which way. */
  summary: { passed: number; failed: number; leftOut: number };
  /** In the order in which they were made. */
  checks: CheckReport[];
}

/** How many checks ended in which way. */
export function summaryOf(checks: readonly CheckReport[]): Report["summary"] {
  const count = (result: Result) => checks.filter((check) => check.result === result).length;
  return { passed: count("passed"), failed: count("failed"), leftOut: count("left out") };
}
