import { parseUrn } from "../model/urn";
import type { Palette } from "./colors";
import type { DisplayOptions } from "./options";
import { renderOutputs } from "./outputs";
import type { Progress } from "./progress";
import type { ResourceRow } from "./rows";
import { typeDisplayName } from "./stepOp";
import { renderSummary } from "./summary";
import { singleLine } from "./text";

/** Renders what follows the rows at the end: diagnostics, outputs, summary. */
export function renderSections(progress: Progress, options: DisplayOptions, palette: Palette): string {
  return (
    renderDiagnostics(progress.allRows(), palette) +
    renderStackOutputs(progress, options, palette) +
    renderCounts(progress, palette)
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

function renderStackOutputs(progress: Progress, options: DisplayOptions, palette: Palette): string {
  const step = progress.stackOutputs;
  if (options.suppressOutputs || !step?.new) return "";
  const settings = { palette, indent: 1, showSecrets: options.showSecrets };
  const text = renderOutputs(step, settings, {
    planning: options.kind === "preview",
    refresh: false,
    showSames: options.showSames,
  });
  return text === "" ? "" : `${palette.headline("Outputs:")}\n${text}\n`;
}

/** Empty when the operation ended with an exception. */
function renderCounts(progress: Progress, palette: Palette): string {
  const { summary } = progress;
  if (!summary) return "";
  const erroneous = [...progress.allRows()].filter((row) => row.erroneous).length;
  const text = renderSummary({ palette, ...summary, errored: Math.max(erroneous, summary.errored) });
  return `${text}\n`;
}
