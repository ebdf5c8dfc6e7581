import { isPropertyMap, type PropertyMap, type PropertyValue, Unknown } from "../../protocol/values";
import type { ObjectDiff, ValueDiff } from "./valueDiff";

/** The SDK's mark in a stack output that is a whole resource. States do not contain it. */
const MARK = "@isPulumiResource";

/**
 * Removes from the difference of a stack's outputs what exported resources always have in a preview: the SDK's mark,
 * and properties that the program does not set, which are unknown.
 */
export function withoutResourceMarks(diff: ObjectDiff): void {
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

const hasChanges = ({ adds, deletes, updates }: ObjectDiff): boolean =>
  adds.size + deletes.size + updates.size > 0;

function withoutMarks(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (!isPropertyMap(value)) return value;
  const result: PropertyMap = {};
  for (const [key, element] of Object.entries(value)) if (key !== MARK) result[key] = withoutMarks(element);
  return result;
}
