import { deepEquals, type PropertyMap } from "../../protocol/values";
import type { StepMetadata } from "../model/events";
import { renderObject, renderObjectDiff } from "./objectDiff";
import type { WriterSettings } from "./propertyWriter";
import { isRootStack } from "./stepOp";
import { diffObjects } from "./valueDiff";

export interface OutputsOptions {
  /** Outputs that depend on what is not done yet are not known. */
  planning: boolean;
  /** The step is what a refresh found: everything that differs is told. */
  refresh: boolean;
  showSames: boolean;
}

/**
 * The outputs of a step that say more than its inputs did, or that differ from the ones before; empty when there are none.
 * Of the stack, all outputs are told after an update.
 */
export function renderOutputs(
  step: StepMetadata,
  settings: Omit<WriterSettings, "op" | "prefix">,
  { planning, refresh, showSames }: OutputsOptions,
): string {
  const stack = isRootStack(step);
  const known =
    refresh || stack || ["read", "read-replacement", "import", "import-replacement"].includes(step.op);
  if (planning && !known) return "";
  // A resource that did not become live has no outputs to compare with.
  if ((step.old?.initErrors.length ?? 0) > 0) return "";
  const inputs = refresh ? {} : (step.new?.inputs ?? {});
  const outputs = step.new?.outputs ?? {};
  const toldByInputs = (key: string): boolean =>
    Object.hasOwn(inputs, key) && deepEquals(inputs[key], outputs[key]);
  return renderOutputsChange(
    step.old?.outputs,
    outputs,
    { ...settings, op: step.op },
    {
      planning,
      showSames: showSames || (stack && !planning),
      leaveOut: toldByInputs,
    },
  );
}

/** Outputs with their changes; without old ones, or without changes, as they are. */
export function renderOutputsChange(
  old: PropertyMap | undefined,
  outputs: PropertyMap,
  settings: Omit<WriterSettings, "prefix">,
  options: { planning: boolean; showSames: boolean; leaveOut?: (key: string) => boolean },
): string {
  const leaveOut = options.leaveOut ?? (() => false);
  const diff = old && diffObjects(old, outputs, { unknownIsSame: true });
  if (diff) {
    const shown = (key: string): boolean => !leaveOut(key) && (options.showSames || !diff.sames.has(key));
    const all = [...diff.adds.keys(), ...diff.deletes.keys(), ...diff.updates.keys(), ...diff.sames.keys()];
    return all.some(shown) ? renderObjectDiff(diff, settings, shown, all) : "";
  }
  if (old && !options.showSames) return "";
  const rest = Object.fromEntries(Object.entries(outputs).filter(([key]) => !leaveOut(key)));
  return renderObject(rest, { ...settings, prefix: false });
}
