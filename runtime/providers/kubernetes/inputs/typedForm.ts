import { apiVersionOf, kindOf } from "../../../../lib/clients/kubernetes/object";
import { isPropertyMap, Unknown, type PropertyMap, type PropertyValue } from "../../../protocol/values";
import type { KubernetesObject } from "../object";
import { apiTypes } from "./apiTypes";
import { canonicalQuantity } from "./quantity";

/**
 * An object of a built-in kind as its Go type writes it, so that equivalent inputs are equal: quantities and times in
 * their canonical form, without unknown fields and without values that equal an absent field. Returns other objects,
 * and those that do not fit their type, unchanged: the server reports why.
 */
export function typedForm(object: KubernetesObject): KubernetesObject {
  const index = apiTypes().kinds[`${apiVersionOf(object)}/${kindOf(object)}`];
  if (index === undefined) return object;
  try {
    return structForm(index, object);
  } catch (error) {
    if (error instanceof MisfitError) return object;
    throw error;
  }
}

/** A value does not fit its field's type. */
class MisfitError extends Error {}

function structForm(index: number, value: PropertyValue): PropertyMap {
  if (!isPropertyMap(value)) throw new MisfitError();
  const fields = apiTypes().structs[index]!;
  const result: PropertyMap = {};
  for (const [key, element] of Object.entries(value)) {
    const spec = Object.hasOwn(fields, key) ? fields[key]! : undefined;
    if (spec === undefined) continue;
    const omitsEmpty = spec.startsWith("?");
    const type = omitsEmpty ? spec.slice(1) : spec;
    const form = formOf(type, element);
    if (!omitsEmpty || !isEmpty(type, form)) result[key] = form;
  }
  return result;
}

/** True for what the Go type does not distinguish from an absent field. */
function isEmpty(type: string, value: PropertyValue): boolean {
  if (value instanceof Unknown) return false;
  if (type.startsWith("[") || type === "y") return (value as { length: number }).length === 0;
  if (type.startsWith("{")) return Object.keys(value as PropertyMap).length === 0;
  return /^[sbnf]$/.test(type) && (value === "" || value === false || value === 0);
}

function formOf(type: string, value: PropertyValue): PropertyValue {
  if (value instanceof Unknown) return value;
  switch (type[0]) {
    case "*":
      return formOf(type.slice(1), value);
    case "[":
      if (!Array.isArray(value)) throw new MisfitError();
      return value.map((element) => (element === null ? null : formOf(type.slice(1), element)));
    case "{":
      if (!isPropertyMap(value)) throw new MisfitError();
      return Object.fromEntries(
        Object.entries(value).map(([key, element]) => [key, formOf(type.slice(1), element)]),
      );
  }
  const leaf = LEAVES[type];
  return leaf ? leaf(value) : structForm(Number(type), value);
}

const LEAVES: Record<string, (value: PropertyValue) => PropertyValue> = {
  s: (value) => expect(value, typeof value === "string"),
  b: (value) => expect(value, typeof value === "boolean"),
  n: (value) => expect(value, typeof value === "number" && Number.isInteger(value)),
  f: (value) => expect(value, typeof value === "number"),
  q: quantity,
  i: (value) => expect(value, typeof value === "string" || Number.isInteger(value)),
  t: (value) => time(value, 0),
  u: (value) => time(value, 6),
  y: base64,
  r: (value) => value,
};

function expect(value: PropertyValue, fits: boolean): PropertyValue {
  if (!fits) throw new MisfitError();
  return value;
}

function quantity(value: PropertyValue): PropertyValue {
  if (typeof value !== "string" && typeof value !== "number") throw new MisfitError();
  try {
    return canonicalQuantity(String(value));
  } catch {
    throw new MisfitError();
  }
}

/** A time in UTC with this many digits after the second. */
function time(value: PropertyValue, digits: number): PropertyValue {
  const match =
    typeof value === "string"
      ? /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(value)
      : undefined;
  const [, seconds, fraction = "", zone] = match ?? [];
  const date = new Date(`${seconds}${zone}`);
  if (Number.isNaN(date.getTime())) throw new MisfitError();
  const utc = date.toISOString().slice(0, "2026-01-01T00:00:00".length);
  return digits === 0 ? `${utc}Z` : `${utc}.${fraction.slice(0, digits).padEnd(digits, "0")}Z`;
}

function base64(value: PropertyValue): PropertyValue {
  const form = canonicalBase64(value);
  if (form === undefined) throw new MisfitError();
  return form;
}

/** The canonical base64 text of a value; undefined for what is not base64. */
export function canonicalBase64(value: PropertyValue): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.replace(/[\r\n]/g, "");
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  return isBase64 ? Buffer.from(text, "base64").toString("base64") : undefined;
}
