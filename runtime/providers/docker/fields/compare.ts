import type { DiffResponse, PropertyDiff } from "../../../protocol/provider";
import { differences, diffResponse, isIgnored, propertyDiff, topLevel } from "../../../protocol/propertyDiff";
import { plainOf } from "../../../protocol/providerShell";
import { deepEquals, isPropertyMap, type PropertyMap, type PropertyValue } from "../../../protocol/values";
import type { ResourceType } from "../resourceType";
import { type Field, type Fields, isInternal } from "./field";

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
  return isSet(field)
    ? [...entries].sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)))
    : entries;
}

const isSet = (field: Field): boolean => "unordered" in field && field.unordered === true;

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The effect of changed inputs on a resource of a type. Sends no request to the daemon. */
export function diffFields(
  oldInputs: PropertyMap,
  newInputs: PropertyMap,
  type: Pick<ResourceType, "fields" | "isReplaced" | "deleteFirst">,
  ignoreChanges: readonly string[],
): DiffResponse {
  const { fields } = type;
  const olds = comparable(plainOf(oldInputs), fields);
  const news = comparable(plainOf(newInputs), fields);
  const detailedDiff: Record<string, PropertyDiff> = {};
  for (const [path, change] of differences(olds, news)) {
    if (isIgnored(path, ignoreChanges)) continue;
    const key = topLevel(path);
    const field = fields[key];
    const replaces = field?.change !== "update" || type.isReplaced?.(key, news) === true;
    // The position of an entry in a set has no meaning.
    if (path !== key && field && isSet(field)) detailedDiff[key] = propertyDiff("update", replaces);
    else detailedDiff[path] = propertyDiff(change, replaces);
  }
  return diffResponse(detailedDiff, type.deleteFirst?.(olds, news) === true);
}

/**
 * The inputs with drift applied: the daemon's value replaces a given input that differs, so that the next update
 * detects the difference. Inputs that the program leaves to the daemon do not count as a difference.
 */
export function driftedInputs(
  inputs: PropertyMap,
  live: PropertyMap,
  fields: Fields,
  watched: readonly string[],
): PropertyMap {
  const given = comparable(inputs, fields);
  const found = comparable(live, fields);
  const result = { ...inputs };
  for (const key of watched) {
    if (given[key] === undefined || deepEquals(given[key], found[key])) continue;
    if (live[key] === undefined) delete result[key];
    else result[key] = live[key]!;
  }
  return result;
}
