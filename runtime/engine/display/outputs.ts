import { deepEquals, type PropertyMap } from "../../protocol/values";
import type { StepMetadata } from "../model/events";
import { withoutResourceMarks } from "./exportedResources";
import { isWorthShowing, renderObject, renderObjectDiff } from "./objectDiff";
import type { WriterSettings } from "./propertyWriter";
import { isRootStack } from "./stepOp";
import { diffObjects } from "./valueDiff";

interface OutputsOptions {
  /** A preview: outputs of resources that are not created yet are unknown. */
  planning: boolean;
  /** The step is the result of a refresh: show all differences. */
  refresh: boolean;
  showSames: boolean;
}

/**
 * Renders the outputs of a step that differ from its inputs or from the old outputs; after an update, all outputs of
 * the stack. Empty when there are none.
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
  // A resource that did not become ready has no old outputs to compare with.
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
      isStack: stack,
      showSames: showSames || (stack && !planning),
      leaveOut: toldByInputs,
    },
  );
}

/** Renders outputs and their changes, or without marks when there are no old outputs or no changes. */
export function renderOutputsChange(
  old: PropertyMap | undefined,
  outputs: PropertyMap,
  settings: Omit<WriterSettings, "prefix">,
  options: {
    planning: boolean;
    /** The outputs are the stack's. */
    isStack: boolean;
    showSames: boolean;
    leaveOut?: (key: string) => boolean;
  },
): string {
  const leaveOut = options.leaveOut ?? (() => false);
  const diff = old && diffObjects(old, outputs, { unknownIsSame: true });
  if (diff) {
    if (options.planning && options.isStack) withoutResourceMarks(diff);
    const shown = (key: string): boolean => !leaveOut(key) && (options.showSames || !diff.sames.has(key));
    const all = [...diff.adds.keys(), ...diff.deletes.keys(), ...diff.updates.keys(), ...diff.sames.keys()];
    return all.some(shown) ? renderObjectDiff(diff, settings, shown, all) : "";
  }
  if (old && !options.showSames) return "";
  const include = (key: string) => !leaveOut(key) && isWorthShowing(outputs[key]);
  return renderObject(outputs, { ...settings, prefix: false }, include);
}
