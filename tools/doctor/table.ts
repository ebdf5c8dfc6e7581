import { createTable } from "../checkTable";
import type { CheckReport, Report } from "./report";

/** Formats a report as a table with one block per subject. */
export function tableOf({ stack, summary, checks }: Report, options: { colour: boolean }): string {
  const table = createTable(
    checks.map(({ id }) => id),
    options,
  );
  const subjects = [...new Set(checks.map(({ subject }) => subject))];
  const blocks = subjects.flatMap((subject) => [
    table.heading(subject),
    ...folded(checks.filter((check) => check.subject === subject)).map(table.row),
  ]);
  return [table.head(), ...blocks, table.summary(stack, summary)].join("");
}

/** Merges checks that are skipped for the same reason into one row. */
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
