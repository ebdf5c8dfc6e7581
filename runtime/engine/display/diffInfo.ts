import type { OperationKind, StepMetadata, StepOp } from "../model/events";
import { compareBytes } from "../workspace/goJson";
import type { Palette } from "./colors";
import { translateDetailedDiff } from "./detailedDiff";
import { opPrefix } from "./stepOp";
import { diffObjects, type ObjectDiff } from "./valueDiff";

/** The changed top-level properties of a step, `[diff: +a~b,c]`; empty when there are none. */
export function renderDiffInfo(step: StepMetadata, kind: OperationKind, palette: Palette): string {
  const { old, new: state } = step;
  if (!old || !state) return "";
  const diff = propertyDiff(step, kind);
  const included = step.diffs === undefined || step.diffs.length === 0 ? undefined : new Set(step.diffs);
  const keys = (part: Map<string, unknown> | undefined): string[] =>
    [...(part?.keys() ?? [])].filter((key) => included?.has(key) ?? true);
  const updates = keys(diff?.updates);
  // Not properties, but shown like them.
  if ((old.provider ?? "") !== (state.provider ?? "")) updates.push("provider");
  if ((old.protect ?? false) !== (state.protect ?? false)) updates.push("protect");
  const text =
    render(keys(diff?.adds), "create", palette) +
    render(keys(diff?.deletes), "delete", palette) +
    render(updates, "update", palette);
  return text === "" ? "" : `[diff: ${text}]`;
}

function propertyDiff(step: StepMetadata, kind: OperationKind): ObjectDiff | undefined {
  const refresh = kind === "refresh";
  if (step.detailedDiff) return translateDetailedDiff(step, refresh);
  return refresh
    ? diffObjects(step.old!.outputs, step.new!.outputs)
    : diffObjects(step.old!.inputs, step.new!.inputs);
}

function render(keys: string[], op: StepOp, palette: Palette): string {
  if (keys.length === 0) return "";
  return palette.op(op)(opPrefix(op).trim() + keys.sort(compareBytes).join(","));
}
