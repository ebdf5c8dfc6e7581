import { formatDuration } from "../../../lib/duration";
import type { ResourceChanges } from "../model/events";
import type { Palette } from "./colors";
import { countedText, isReadOp, opPrefix, STEP_OPS } from "./stepOp";

interface SummaryOptions {
  palette: Palette;
  /** The changes are planned; there is no duration. */
  preview: boolean;
  changes: ResourceChanges;
  /** Rows with an error, including the stack's; 0 in the diff display, which shows no such line. */
  errored: number;
  durationSeconds: number;
}

/** Renders the section `Resources:` with its counts, and the duration of an update. Ends with a newline. */
export function renderSummary({
  palette,
  preview,
  changes,
  errored,
  durationSeconds,
}: SummaryOptions): string {
  const lines = [palette.headline("Resources:")];
  let total = 0;
  let kinds = 0;
  for (const op of STEP_OPS) {
    const count = changes[op] ?? 0;
    if (op === "same" || isReadOp(op) || count === 0) continue;
    total += count;
    kinds++;
    const text = preview ? `to ${op}` : countedText(op);
    lines.push(`    ${palette.op(op)(`${opPrefix(op)}${count} ${text}`)}`);
  }
  const totals: string[] = [];
  if (kinds >= 2) totals.push(palette.bold(`${total} ${total === 1 ? "change" : "changes"}`));
  if (changes.same) totals.push(`${changes.same} unchanged`);
  if (totals.length > 0) lines.push(`    ${totals.join(". ")}`);
  if (errored > 0) lines.push(`    ${palette.error(`${errored} errored`)}`);
  // The official CLI rounds up to whole seconds.
  const duration = formatDuration(Math.ceil(durationSeconds) * 1e9);
  if (!preview) lines.push("", `${palette.headline("Duration:")} ${duration}`);
  return `${lines.join("\n")}\n`;
}
