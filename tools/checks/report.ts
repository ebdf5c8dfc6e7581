import chalk from "chalk";
import type { Outcome, Result } from "../../lib/checks/check";

/** A check in a report. */
export interface ReportedCheck {
  /** What was checked, such as `This machine`. */
  subject: string;
  id: string;
  /** What is true when the check passes, in one line. */
  title: string;
  result: Outcome;
  /** What was found; or for each failure what was found and expected; or why the check was skipped. */
  details: string[];
  /** How to fix the failures. Empty when there are none. */
  fixes: string[];
  /** The duration of the check, without the time to read facts that several checks share. */
  milliseconds: number;
}

/** What `--json` prints. */
export interface Report {
  stack: string;
  /** The driver of the cluster. */
  driver: string;
  /** The mesh, `classic` or `current`. */
  istio: string;
  /** `make doctor`: whether the stack is up, so that its own objects and ports count as free. */
  up?: boolean;
  /** `make verify`: what runs the pods of the cluster. */
  nodes?: "simulated" | "real";
  /** The number of checks with each result. */
  summary: { passed: number; warnings: number; failed: number; skipped: number };
  /** In the order in which they ran. */
  checks: ReportedCheck[];
}

export const reported = (subject: string, result: Result): ReportedCheck => ({
  subject,
  id: result.id,
  title: result.title,
  result: result.result,
  details: [
    ...result.failures.map(({ text }) => text),
    ...(result.skipped === undefined ? [] : [result.skipped]),
    ...result.found,
  ],
  fixes: [...new Set(result.failures.map(({ fix }) => fix))],
  milliseconds: result.milliseconds,
});

export function summaryOf(checks: readonly ReportedCheck[]): Report["summary"] {
  const count = (outcome: Outcome) => checks.filter(({ result }) => result === outcome).length;
  return {
    passed: count("passed"),
    warnings: count("warning"),
    failed: count("failed"),
    skipped: count("skipped"),
  };
}

/** The longest result. */
const RESULT_WIDTH = "skipped".length;

/** Formats a report, check by check: a heading for each subject, a row for each check, and below it details and fixes. */
export class Table {
  private readonly paint: chalk.Chalk;
  private readonly idWidth: number;
  private begun = false;
  private subject: string | undefined;
  /** Checks in a row that were skipped for the same reason, which share a row. */
  private skipped: ReportedCheck[] = [];

  /** @param ids the IDs of all checks, for the width of their column */
  constructor(
    ids: readonly string[],
    private readonly write: (text: string) => void,
    { colour }: { colour: boolean },
  ) {
    this.paint = new chalk.Instance({ level: colour ? 1 : 0 });
    this.idWidth = Math.max("CHECK".length, ...ids.map(({ length }) => length));
  }

  /** Writes the column headings, once. */
  begin(): void {
    if (!this.begun) this.write(`${this.line("RESULT", "CHECK", "WHAT")}\n`);
    this.begun = true;
  }

  add(check: ReportedCheck): void {
    const [first] = this.skipped;
    if (first !== undefined && !sharesRow(first, check)) this.writeSkipped();
    if (check.result === "skipped") this.skipped.push(check);
    else this.row(check);
  }

  /** Writes the summary. */
  end(stack: string, { passed, warnings, failed, skipped }: Report["summary"]): void {
    this.writeSkipped();
    const warned = `${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
    const counts = [`${passed} passed`, warned, `${failed} failed`, `${skipped} skipped`].join(", ");
    this.write(`\nStack ${stack}: ${failed > 0 ? this.paint.red(counts) : counts}\n`);
  }

  private writeSkipped(): void {
    const [first, ...more] = this.skipped;
    this.skipped = [];
    if (first === undefined) return;
    const ids = [first, ...more].map(({ id }) => id).join(", ");
    this.row(more.length === 0 ? first : { ...first, id: "", title: ids });
  }

  private row({ subject, id, title, result, details, fixes }: ReportedCheck): void {
    if (subject !== this.subject) this.write(`\n${this.paint.bold(subject)}\n`);
    this.subject = subject;
    const { green, yellow, red } = this.paint;
    const colour = { passed: green, warning: yellow, failed: red.bold, skipped: yellow }[result];
    const first = this.line(result, id, title).replace(result, (word) => colour(word));
    const below = [...details, ...fixes.map((fix) => `Fix: ${fix}`)].flatMap((text) => text.split("\n"));
    this.write([first, ...below.map((text) => this.line("", "", `  ${text}`)), ""].join("\n"));
  }

  private line(result: string, id: string, text: string): string {
    return `${result.padEnd(RESULT_WIDTH)}  ${id.padEnd(this.idWidth)}  ${text}`.trimEnd();
  }
}

const sharesRow = (first: ReportedCheck, other: ReportedCheck): boolean =>
  other.result === "skipped" &&
  other.subject === first.subject &&
  other.details.join("\n") === first.details.join("\n");
