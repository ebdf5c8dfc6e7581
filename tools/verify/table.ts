import chalk from "chalk";
import type { CheckReport, Report, Result } from "./report";

const WIDTH = Math.max(...(["passed", "failed", "left out"] satisfies Result[]).map(({ length }) => length));

/** A report as a table, row by row as they come. */
export interface Table {
  head(): string;
  /** One check: what it looked at, and below that what it found. */
  row(check: CheckReport): string;
  /** One line. */
  summary(report: Pick<Report, "stack" | "summary">): string;
}

/**
 * @param ids of the checks that there will be rows of
 * @param options.colour whether results are told by colour too
 */
export function createTable(ids: readonly string[], { colour }: { colour: boolean }): Table {
  const paint = new chalk.Instance({ level: colour ? 1 : 0 });
  const paints = { passed: paint.green, failed: paint.red.bold, "left out": paint.yellow };
  const idWidth = Math.max("CHECK".length, ...ids.map(({ length }) => length));
  const line = (result: string, id: string, text: string) =>
    `${result.padEnd(WIDTH)}  ${id.padEnd(idWidth)}  ${text}`.trimEnd();
  return {
    head: () => `${line("RESULT", "CHECK", "WHAT")}\n`,
    row({ id, title, result, details }) {
      const first = line(result, id, title).replace(result, (word) => paints[result](word));
      return [first, ...details.map((detail) => line("", "", `  ${detail}`)), ""].join("\n");
    },
    summary({ stack, summary: { passed, failed, leftOut } }) {
      const counts = `${passed} passed, ${failed} failed, ${leftOut} left out`;
      return `\nStack ${stack}: ${failed > 0 ? paint.red(counts) : counts}\n`;
    },
  };
}
