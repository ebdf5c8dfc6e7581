import { parsePathOrKey, type PropertyPath } from "../../../lib/propertyPath";
import type { PropertyDiffKind } from "../../protocol/provider";
import { isPropertyMap, OutputValue, Secret, Unknown, type PropertyValue } from "../../protocol/values";
import type { StepMetadata } from "../model/events";
import { diffValues, emptyDiff, type ObjectDiff, type ValueDiff } from "./valueDiff";

/**
 * What a provider named as changed, as a difference that can be shown; undefined when it named nothing. Old values are
 * those of the state, or of the old inputs where the provider says so; new values are the new inputs, after a refresh the
 * new state.
 */
export function translateDetailedDiff(step: StepMetadata, refresh: boolean): ObjectDiff | undefined {
  const root: ValueDiff = { old: null, new: null };
  for (const [path, { kind, inputDiff }] of Object.entries(step.detailedDiff ?? {})) {
    const olds = inputDiff ? step.old?.inputs : step.old?.outputs;
    const news = refresh && !inputDiff ? step.new?.outputs : step.new?.inputs;
    const elements = parsePathOrKey(path, { wildcards: false });
    // An index at the root is nothing that a resource has: shown as a name rather than dropped.
    if (typeof elements[0] === "number") elements[0] = `[${elements[0]}]`;
    if (elements.length > 0) addDiff(elements, kind, root, olds ?? {}, news ?? {});
  }
  return root.object;
}

/**
 * Puts one change into the tree of differences. On the way down, a part that only one side has is added or deleted as a
 * whole; at the end of the path the provider's word counts.
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
  ) as ReturnType<typeof emptyDiff<string | number>>;
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

/** Nobody can look into these: whatever lies within is the whole, which shows as `[secret]` or `[unknown]`. */
const isOpaque = (value: PropertyValue): boolean =>
  value instanceof Secret || value instanceof OutputValue || value instanceof Unknown;

function getProperty(key: string | number, value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return (typeof key === "number" ? value[key] : undefined) ?? null;
  if (isPropertyMap(value))
    return (typeof key === "string" && Object.hasOwn(value, key) ? value[key] : undefined) ?? null;
  return isOpaque(value) ? value : null;
}
