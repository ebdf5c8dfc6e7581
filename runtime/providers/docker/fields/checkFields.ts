import { suggestion } from "../../../../lib/suggest";
import type { CheckFailure } from "../../../protocol/provider";
import {
  isPropertyMap,
  Secret,
  shownValue,
  Unknown,
  unwrap,
  type PropertyMap,
  type PropertyValue,
} from "../../../protocol/values";
import { joinPath } from "../../../../lib/propertyPath";
import { type Field, type Fields, isInternal } from "./field";

/** Describes a value that was found, without the text of a secret. */
type Show = (value: PropertyValue) => string;

/** All failures of a resource's inputs (with secret marks), according to the table of its fields. */
export function checkFields(
  inputs: PropertyMap,
  fields: Fields,
  path = "",
  show: Show = shownValue,
): CheckFailure[] {
  const failures: CheckFailure[] = [];
  for (const [key, value] of Object.entries(inputs)) {
    if (isInternal(key) || isAbsent(value)) continue;
    const property = joinPath(path, key);
    const field = fields[key];
    if (!field) failures.push({ property, reason: unknownField(key, fields) });
    else if (field.unsupported !== undefined && !isNothing(unwrap(value))) {
      failures.push({ property, reason: `is not supported: ${field.unsupported}` });
    } else failures.push(...checkValue(value, field, property, show));
  }
  for (const [key, field] of Object.entries(fields)) {
    if (field.required && isAbsent(inputs[key])) {
      failures.push({ property: joinPath(path, key), reason: "is missing" });
    }
  }
  return failures;
}

const isAbsent = (value: PropertyValue | undefined): boolean => value === undefined || unwrap(value) === null;

/** True for values that are equivalent to an unset input. */
const isNothing = (value: PropertyValue): boolean =>
  value === false || value === "" || (Array.isArray(value) && value.length === 0);

function unknownField(key: string, fields: Fields): string {
  const known = Object.keys(fields);
  const similar = suggestion(key, known);
  const hint = similar === undefined ? "." : `; did you mean ${similar}?`;
  return `is not known${hint} Known are ${known.join(", ")}`;
}

const showSecret: Show = () => "[secret]";

function showType(value: PropertyValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a map" : `a ${typeof value}`;
}

function checkValue(marked: PropertyValue, field: Field, property: string, outer: Show): CheckFailure[] {
  const value = unwrap(marked);
  if (value instanceof Unknown) return [];
  const show = marked instanceof Secret ? showSecret : field.sensitive ? showType : outer;
  const found = show(value);
  const fail = (reason: string): CheckFailure[] => [{ property, reason }];
  switch (field.kind) {
    case "text":
      if (typeof value !== "string") return fail(`is ${found}; it must be a string`);
      if (field.oneOf && !field.oneOf.includes(value)) {
        return fail(`is ${found}; it must be one of ${field.oneOf.join(", ")}`);
      }
      if (field.pattern && !field.pattern.test.test(value)) {
        return fail(`is ${found}; it must be ${field.pattern.words}`);
      }
      return [];
    case "integer": {
      const { min = -Infinity, max = Infinity } = field;
      if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return [];
      const range = max === Infinity ? `, ${min} or more` : ` between ${min} and ${max}`;
      return fail(`is ${found}; it must be a whole number${min === -Infinity ? "" : range}`);
    }
    case "flag":
      return typeof value === "boolean" ? [] : fail(`is ${found}; it must be true or false`);
    case "map":
      if (!isPropertyMap(value)) return fail(`is ${found}; it must be a map of strings`);
      return Object.entries(value).flatMap(([key, entry]) =>
        checkValue(entry, { kind: "text" }, joinPath(property, key), show),
      );
    case "object":
      return isPropertyMap(value) ? checkFields(value, field.fields, property, show) : fail("must be a map");
    case "texts":
    case "objects":
      if (!Array.isArray(value)) return fail(`is ${found}; it must be a list`);
      return value.flatMap((entry, i) => {
        const at = `${property}[${i}]`;
        if (field.kind === "texts") return checkValue(entry, { kind: "text" }, at, show);
        return checkValue(entry, { kind: "object", fields: field.fields }, at, show);
      });
  }
}
