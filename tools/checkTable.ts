import chalk from "chalk";

/** How a check ended. */
export type Outcome = "passed" | "warning" | "failed" | "skipped";

/** A check in a report of `make verify` or `make doctor`. */
export interface CheckLine {
  id: string;
  /** What was checked, in one line. */
  title: string;
  result: Outcome;
  /** The findings, the failures, or the reason why the check was skipped. */
  details: string[];
}

/** The number of checks with a result. */
export const countOf = (checks: readonly CheckLine[], result: Outcome): number =>
  checks.filter((check) => check.result === result).length;

/** Formats a report as a table, row by row. */
export interface CheckTable {
  head(): string;
  /** A check and, below it, its details. */
  row(check: CheckLine): string;
  /** A heading between rows. */
  heading(text: string): string;
  /** The last line. @param summary counts by result, in the order in which they are printed */
  summary(stack: string, summary: { failed: number; [result: string]: number }): string;
}

/** The longest result. */
const RESULT_WIDTH = "skipped".length;

/** @param ids the IDs of all checks, for the width of their column */
export function createTable(ids: readonly string[], { colour }: { colour: boolean }): CheckTable {
  const paint = new chalk.Instance({ level: colour ? 1 : 0 });
  const colours = {
    passed: paint.green,
    warning: paint.yellow,
    failed: paint.red.bold,
    skipped: paint.yellow,
  };
  const idWidth = Math.max("CHECK".length, ...ids.map(({ length }) => length));
  const line = (result: string, id: string, text: string) =>
    `${result.padEnd(RESULT_WIDTH)}  ${id.padEnd(idWidth)}  ${text}`.trimEnd();
  return {
    head: () => `${line("RESULT", "CHECK", "WHAT")}\n`,
    row({ id, title, result, details }) {
      const first = line(result, id, title).replace(result, (word) => colours[result](word));
      return [first, ...details.map((detail) => line("", "", `  ${detail}`)), ""].join("\n");
    },
    heading: (text) => `\n${paint.bold(text)}\n`,
    summary(stack, summary) {
      const counts = Object.entries(summary)
        .map(([result, count]) => `${count} ${result}`)
        .join(", ");
      return `\nStack ${stack}: ${summary.failed > 0 ? paint.red(counts) : counts}\n`;
    },
  };
}
