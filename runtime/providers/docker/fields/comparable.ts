import { isPropertyMap, type PropertyMap, type PropertyValue } from "../../../protocol/values";
import type { Field, Fields } from "./field";

/** Keys of the official plugin's internal data in inputs (`__defaults`) and outputs (`__meta`). */
export const isInternal = (key: string): boolean => key.startsWith("__");

/** The form for comparing inputs: defaults applied, sets sorted; internal data, nulls and inert values removed. */
export function comparable(inputs: PropertyMap, fields: Fields): PropertyMap {
  const result: PropertyMap = {};
  for (const [key, field] of Object.entries(fields)) {
    if (field.change === "none") continue;
    const given = inputs[key] ?? field.default;
    if (given === undefined || given === null) continue;
    const value = comparableValue(given, field);
    if (!isEmptyList(value)) result[key] = value;
  }
  return result;
}

/** An empty list is equivalent to none. */
const isEmptyList = (value: PropertyValue): boolean => Array.isArray(value) && value.length === 0;

function comparableValue(value: PropertyValue, field: Field): PropertyValue {
  if (field.kind === "object" && isPropertyMap(value)) return comparable(value, field.fields);
  if (field.kind === "map" && isPropertyMap(value)) {
    return Object.fromEntries(Object.entries(value).filter(([key]) => !isInternal(key)));
  }
  if (!Array.isArray(value)) return value;
  const entries =
    field.kind === "objects"
      ? value.map((entry) => (isPropertyMap(entry) ? comparable(entry, field.fields) : entry))
      : value;
  const unordered = (field.kind === "objects" || field.kind === "texts") && field.unordered;
  return unordered ? [...entries].sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b))) : entries;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
