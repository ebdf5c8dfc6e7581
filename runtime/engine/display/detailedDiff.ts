import { parsePathOrKey, type PropertyPath } from "../../../lib/propertyPath";
import type { PropertyDiffKind } from "../../protocol/provider";
import { isPropertyMap, OutputValue, Secret, Unknown, type PropertyValue } from "../../protocol/values";
import type { StepMetadata } from "../model/events";
import { type Diff, diffValues, emptyDiff, type ObjectDiff, type ValueDiff } from "./valueDiff";

/**
 * Converts a provider's detailed diff; undefined when there is none. Old values come from the state, or from the old
 * inputs for an input diff; new values come from the new inputs, or from the new state after a refresh.
 */
export function translateDetailedDiff(step: StepMetadata, refresh: boolean): ObjectDiff | undefined {
  const root: ValueDiff = { old: null, new: null };
  for (const [path, { kind, inputDiff }] of Object.entries(step.detailedDiff ?? {})) {
    const olds = inputDiff ? step.old?.inputs : step.old?.outputs;
    const news = refresh && !inputDiff ? step.new?.outputs : step.new?.inputs;
    const elements = parsePathOrKey(path, { wildcards: false });
    // A resource has no index at the root: show it as a name instead of dropping it.
    if (typeof elements[0] === "number") elements[0] = `[${elements[0]}]`;
    if (elements.length > 0) addDiff(elements, kind, root, olds ?? {}, news ?? {});
  }
  return root.object;
}

/**
 * Adds one change to the tree of differences. If only one side has a value above the path's end, that value is shown
 * as added or deleted as a whole; at the end of the path the provider's kind counts.
 */
function addDiff(
  path: PropertyPath,
  kind: PropertyDiffKind,
  parent: ValueDiff,
  oldParent: PropertyValue,
  newParent: PropertyValue,
): void {
  const element = path[0]!;
  const old = getProperty(element, oldParent);
  const value = getProperty(element, newParent);
  const put = (
    typeof element === "number"
      ? (parent.array ??= emptyDiff<number>())
      : (parent.object ??= emptyDiff<string>())
  ) as Diff<string | number>;
  if (path.length > 1) {
    if (old === null && value !== null) put.adds.set(element, value);
    else if (old !== null && value === null) put.deletes.set(element, old);
    else {
      const nested = put.updates.get(element) ?? { old, new: value };
      addDiff(path.slice(1), kind, nested, old, value);
      put.updates.set(element, nested);
    }
  } else if (kind === "add" || kind === "add-replace") put.adds.set(element, value);
  else if (kind === "delete" || kind === "delete-replace") put.deletes.set(element, old);
  else put.updates.set(element, diffValues(old, value) ?? { old, new: value });
}

/** Values without visible parts: they show as `[secret]` or `[unknown]` as a whole. */
const isOpaque = (value: PropertyValue): boolean =>
  value instanceof Secret || value instanceof OutputValue || value instanceof Unknown;

function getProperty(key: string | number, value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return (typeof key === "number" ? value[key] : undefined) ?? null;
  if (isPropertyMap(value))
    return (typeof key === "string" && Object.hasOwn(value, key) ? value[key] : undefined) ?? null;
  return isOpaque(value) ? value : null;
}
