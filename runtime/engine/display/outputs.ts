import {
  deepEquals,
  isPropertyMap,
  type PropertyMap,
  type PropertyValue,
  Unknown,
} from "../../protocol/values";
import type { StepMetadata } from "../model/events";
import { isWorthShowing, renderObject, renderObjectDiff } from "./objectDiff";
import type { WriterSettings } from "./propertyWriter";
import { isRootStack } from "./stepOp";
import { diffKeys, diffObjects, hasChanges, type ObjectDiff, type ValueDiff } from "./valueDiff";

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
  const known = refresh || stack || step.op === "read" || step.op === "read-replacement";
  if (planning && !known) return "";
  // A resource that did not become ready has no old outputs to compare with.
  if ((step.old?.initErrors.length ?? 0) > 0) return "";
  const inputs = refresh ? {} : (step.new?.inputs ?? {});
  const outputs = step.new?.outputs ?? {};
  const equalsInput = (key: string): boolean =>
    Object.hasOwn(inputs, key) && deepEquals(inputs[key], outputs[key]);
  const all = showSames || (stack && !planning);
  const old = step.old?.outputs;
  const diff = old && diffObjects(old, outputs, { unknownIsSame: true });
  if (diff) {
    if (planning && stack) withoutResourceMarks(diff);
    const shown = (key: string): boolean => !equalsInput(key) && (all || !diff.sames.has(key));
    const keys = diffKeys(diff);
    return keys.some(shown) ? renderObjectDiff(diff, settings, shown, keys) : "";
  }
  if (old && !all) return "";
  // Without old outputs or changes, the properties have no marks.
  const include = (key: string) => !equalsInput(key) && isWorthShowing(outputs[key]);
  return renderObject(outputs, { ...settings, op: step.op, prefix: false }, include);
}

/** The SDK's mark in a stack output that is a whole resource. States do not contain it. */
const MARK = "@isPulumiResource";

/**
 * Removes from the difference of a stack's outputs what exported resources always have in a preview: the SDK's mark,
 * and properties that the program does not set, which are unknown.
 */
function withoutResourceMarks(diff: ObjectDiff): void {
  const isResource = diff.adds.delete(MARK);
  for (const [key, value] of diff.adds) {
    if (isResource && value instanceof Unknown) diff.adds.delete(key);
    else diff.adds.set(key, withoutMarks(value));
  }
  for (const [key, update] of diff.updates) {
    prune(update);
    if (update.new instanceof Unknown || (update.object && !hasChanges(update.object))) {
      diff.updates.delete(key);
      diff.sames.set(key, update.old);
    }
  }
}

function prune({ object, array }: ValueDiff): void {
  if (object) withoutResourceMarks(object);
  for (const [index, value] of array?.adds ?? []) array!.adds.set(index, withoutMarks(value));
  for (const [, update] of array?.updates ?? []) prune(update);
}

function withoutMarks(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (!isPropertyMap(value)) return value;
  const result: PropertyMap = {};
  for (const [key, element] of Object.entries(value)) if (key !== MARK) result[key] = withoutMarks(element);
  return result;
}
