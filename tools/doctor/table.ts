import chalk from "chalk";
import type { CheckOutcome } from "../../runtime/providers/machine/preflight/check";
import type { CheckReport, Report } from "./report";

const OUTCOMES: readonly CheckOutcome[] = ["passed", "warning", "failed", "skipped"];
const WIDTH = Math.max(...OUTCOMES.map(({ length }) => length));

/** The report for reading: a block for each subject, a line for each check, below it what was found. */
export function tableOf({ stack, summary, checks }: Report, { colour }: { colour: boolean }): string {
  const paint = new chalk.Instance({ level: colour ? 1 : 0 });
  const paints = {
    passed: paint.green,
    warning: paint.yellow,
    failed: paint.red.bold,
    skipped: paint.yellow,
  };
  const idWidth = Math.max("CHECK".length, ...checks.map(({ id }) => id.length));
  const line = (result: string, id: string, text: string) =>
    `${result.padEnd(WIDTH)}  ${id.padEnd(idWidth)}  ${text}`.trimEnd();
  const row = ({ result, id, title, details }: CheckReport) => [
    line(result, id, title).replace(result, (word) => paints[result](word)),
    ...details.map((detail) => line("", "", `  ${detail}`)),
  ];
  const subjects = [...new Set(checks.map(({ subject }) => subject))];
  const blocks = subjects.map((subject) => [
    "",
    paint.bold(subject),
    ...folded(checks.filter((check) => check.subject === subject)).flatMap(row),
  ]);
  const { passed, warnings, failed, skipped } = summary;
  const counts = `${passed} passed, ${warnings} warnings, ${failed} failed, ${skipped} skipped`;
  return [
    line("RESULT", "CHECK", "WHAT"),
    ...blocks.flat(),
    "",
    `Stack ${stack}: ${failed > 0 ? paint.red(counts) : counts}`,
    "",
  ].join("\n");
}

/** Checks that are left out for one reason are one line. */
function folded(checks: readonly CheckReport[]): CheckReport[] {
  const reasonOf = ({ result, details }: CheckReport) =>
    result === "skipped" ? details.join("\n") : undefined;
  return checks.flatMap((check, index) => {
    const reason = reasonOf(check);
    const alike = checks.filter((other) => reason !== undefined && reasonOf(other) === reason);
    if (alike.length < 2) return [check];
    if (checks.indexOf(alike[0]!) !== index) return [];
    return [{ ...check, id: "", title: alike.map(({ id }) => id).join(", ") }];
  });
}
