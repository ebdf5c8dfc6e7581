import type { OutputsChange } from "../model/events";
import type { OperationResult } from "../model/operation";
import { parseUrn } from "../model/urn";
import type { Palette } from "./colors";
import type { DisplayOptions } from "./options";
import { renderOutputs, renderOutputsChange } from "./outputs";
import type { Progress } from "./progress";
import type { ResourceRow } from "./rows";
import { typeDisplayName } from "./stepOp";
import { renderSummary } from "./summary";
import { singleLine } from "./text";

/** Renders what follows the rows at the end: diagnostics, outputs, summary. */
export function renderSections(
  progress: Progress,
  options: DisplayOptions,
  palette: Palette,
  end: { result: OperationResult | undefined; outputs: OutputsChange | undefined; elapsedSeconds: number },
): string {
  return (
    renderDiagnostics(progress.allRows(), palette) +
    renderStackOutputs(progress, options, palette, end.outputs) +
    renderCounts(progress, options, palette, end.result, end.elapsedSeconds)
  );
}

/** The section `Diagnostics:`, by resource. */
function renderDiagnostics(rows: Iterable<ResourceRow>, palette: Palette): string {
  const lines: string[] = [];
  for (const row of rows) {
    const blocks = row.diagnostics.blocks(palette);
    if (blocks.length === 0) continue;
    const { type, name } = parseUrn(row.urn);
    lines.push(`  ${palette.resourceHeader(`${singleLine(typeDisplayName(type))} (${singleLine(name)}):`)}`);
    for (const block of blocks) lines.push(...block.map((line) => `    ${line}`), "");
  }
  return lines.length === 0 ? "" : `${[palette.headline("Diagnostics:"), ...lines].join("\n")}\n`;
}

function renderStackOutputs(
  progress: Progress,
  options: DisplayOptions,
  palette: Palette,
  outputs: OutputsChange | undefined,
): string {
  if (options.suppressOutputs) return "";
  const planning = options.kind === "preview";
  const settings = { palette, indent: 1, showSecrets: options.showSecrets };
  const step = progress.stackOutputs;
  let text = "";
  if (outputs?.new) {
    const old = step?.op === "create" ? undefined : outputs.old;
    text = renderOutputsChange(
      old,
      outputs.new,
      { ...settings, op: step?.op ?? "same" },
      {
        planning,
        isStack: true,
        showSames: options.showSames || !planning,
      },
    );
  } else if (step?.new) {
    text = renderOutputs(step, settings, { planning, refresh: false, showSames: options.showSames });
  }
  return text === "" ? "" : `${palette.headline("Outputs:")}\n${text}\n`;
}

function renderCounts(
  progress: Progress,
  options: DisplayOptions,
  palette: Palette,
  result: OperationResult | undefined,
  elapsedSeconds: number,
): string {
  const changes = progress.summary?.changes ?? result?.changes;
  if (!changes) return "";
  let errored = 0;
  for (const row of progress.allRows()) if (row.erroneous) errored++;
  const text = renderSummary({
    palette,
    preview: progress.summary?.preview ?? options.kind === "preview",
    changes,
    errored: Math.max(errored, progress.summary?.errored ?? 0),
    durationSeconds: progress.summary?.durationSeconds ?? elapsedSeconds,
  });
  return `${text}\n`;
}
