/**
 * The values of resources' inputs and outputs: Pulumi's `resource.PropertyValue`, with plain JSON for plain values and a class
 * for each special one.
 */
export type PropertyValue =
  | null
  | boolean
  | number
  | string
  | PropertyValue[]
  | PropertyMap
  | Unknown
  | Secret
  | OutputValue
  | Asset
  | Archive
  | ResourceReference;

/** A map of property values. `undefined` entries are not part of the map and are never sent. */
export interface PropertyMap {
  [key: string]: PropertyValue;
}

/** A value that is unknown until the update. Its only instance is {@link UNKNOWN}. */
export class Unknown {
  private readonly brand = "unknown";
  toString(): string {
    return `[${this.brand}]`;
  }
}
export const UNKNOWN = new Unknown();

/** A value that is hidden in output and encrypted in the state. */
export class Secret {
  constructor(readonly value: PropertyValue) {}
}

/** A value with its dependencies and secretness, as programs send it. */
export class OutputValue {
  constructor(
    /** Undefined when the value is unknown. */
    readonly value: PropertyValue | undefined,
    readonly secret: boolean,
    /** URNs of the resources that the value depends on. */
    readonly dependencies: readonly string[],
  ) {}
}

/** A file: exactly one of `text`, `path` and `uri` is set. */
export class Asset {
  constructor(readonly content: { hash?: string; text?: string; path?: string; uri?: string }) {}
}

/** A collection of assets: exactly one of `assets`, `path` and `uri` is set. */
export class Archive {
  constructor(
    readonly content: {
      hash?: string;
      assets?: Record<string, Asset | Archive>;
      path?: string;
      uri?: string;
    },
  ) {}
}

/** A reference to a resource, as an input. */
export class ResourceReference {
  constructor(
    readonly urn: string,
    /** The referenced resource's id; undefined for a component, UNKNOWN in a preview. */
    readonly id: string | Unknown | undefined,
    readonly packageVersion: string,
  ) {}
}

/** True for a plain map, not for an array, null or one of the special values. */
export function isPropertyMap(value: PropertyValue | undefined): value is PropertyMap {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The value inside secrets and output values; UNKNOWN for an unknown output. Does not descend into maps and lists. */
export function unwrap(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) return unwrap(value.value);
  if (value instanceof OutputValue) return value.value === undefined ? UNKNOWN : unwrap(value.value);
  return value;
}

/** A value that JSON cannot represent. The numbers are infinity and NaN. */
type Special = Unknown | Secret | OutputValue | Asset | Archive | ResourceReference | number;

/**
 * Copies a value, replacing everything that JSON cannot represent by the result of `special`, undefined to drop it. `Result`
 * includes JSON.
 */
export function mapValue<Result = PropertyValue>(
  value: PropertyValue,
  special: (value: Special) => NoInfer<Result>,
): Result {
  if (typeof value === "number" && !Number.isFinite(value)) return special(value);
  if (value === null || typeof value !== "object") return value as Result;
  if (Array.isArray(value)) {
    const elements = value.map((element) => mapValue<Result>(element, special));
    return elements.filter((element) => element !== undefined) as Result;
  }
  if (!isPropertyMap(value)) return special(value as Exclude<Special, number>);
  const result: Record<string, Result> = {};
  for (const key of Object.keys(value)) {
    const element = mapValue<Result>(value[key]!, special);
    if (element !== undefined) result[key] = element;
  }
  return result as Result;
}

function containsSpecial(value: PropertyValue, test: (value: PropertyValue) => boolean): boolean {
  if (value === null || typeof value !== "object") return false;
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some((element) => containsSpecial(element, test));
  if (value instanceof Secret) return containsSpecial(value.value, test);
  if (value instanceof OutputValue) return value.value !== undefined && containsSpecial(value.value, test);
  if (value instanceof Archive) return false;
  if (isPropertyMap(value)) return Object.values(value).some((element) => containsSpecial(element, test));
  return false;
}

/** True when the value is or contains an unknown value. */
export const containsUnknowns = (value: PropertyValue): boolean =>
  containsSpecial(value, (v) => v instanceof Unknown || (v instanceof OutputValue && v.value === undefined));

/** A value of JSON or YAML as a property value: Pulumi's numbers are doubles. */
export function withDoubles(value: unknown): PropertyValue {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(withDoubles);
  if (typeof value !== "object" || value === null) return value as PropertyValue;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withDoubles(part)]));
}

/** A value without the unknown values that it contains; undefined for an unknown value. */
const knownPart = (value: PropertyValue): PropertyValue | undefined =>
  mapValue<PropertyValue | undefined>(value, (special) => {
    if (special instanceof Unknown) return undefined;
    if (!(special instanceof Secret)) return special;
    const known = knownPart(special.value);
    return known === undefined ? undefined : new Secret(known);
  });

/** Drops unknown values, which an update does not send to providers. */
export const withoutUnknowns = (properties: PropertyMap): PropertyMap => knownPart(properties) as PropertyMap;

/** True when the value is or contains a secret. */
export const containsSecrets = (value: PropertyValue): boolean =>
  containsSpecial(value, (v) => v instanceof Secret || (v instanceof OutputValue && v.secret));

/** The value for messages: JSON, or `[secret]` for a value that is or contains a secret. */
export const shownValue = (value: PropertyValue): string =>
  containsSecrets(value) ? "[secret]" : JSON.stringify(value);

/** Replaces secrets and output values by their plain values or UNKNOWN, for providers that do not support them. */
export function removeSecrets(value: PropertyValue): PropertyValue {
  return mapValue(value, (v) =>
    v instanceof Secret || v instanceof OutputValue ? removeSecrets(unwrap(v)) : v,
  );
}

/** Replaces output values by secrets, UNKNOWN or plain values, as in states and steps. */
export function removeOutputValues(value: PropertyValue): PropertyValue {
  return mapValue(value, (v) => {
    if (v instanceof Secret) return new Secret(removeOutputValues(v.value));
    if (!(v instanceof OutputValue)) return v;
    const plain = v.value === undefined ? UNKNOWN : removeOutputValues(v.value);
    return v.secret && !(plain instanceof Secret) ? new Secret(plain) : plain;
  });
}

/** Replaces secrets and unknown values by output values, which a program's transforms receive as outputs. */
export function toOutputValues(value: PropertyValue): PropertyValue {
  return mapValue(value, (v) => {
    if (v instanceof Unknown) return new OutputValue(undefined, false, []);
    if (!(v instanceof Secret)) return v;
    const inner = toOutputValues(v.value);
    return inner instanceof OutputValue
      ? new OutputValue(inner.value, true, inner.dependencies)
      : new OutputValue(inner, true, []);
  });
}

/** Deep equality: maps regardless of key order, secrets by their values. */
export function deepEquals(a: PropertyValue | undefined, b: PropertyValue | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a === null || b === null) return false;
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((x, i) => deepEquals(x, b[i]))
    );
  }
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Secret) return deepEquals(a.value, (b as Secret).value);
  const left = a as unknown as PropertyMap;
  const right = b as unknown as PropertyMap;
  const keys = Object.keys(left).filter((key) => left[key] !== undefined);
  const others = Object.keys(right).filter((key) => right[key] !== undefined);
  return keys.length === others.length && keys.every((key) => deepEquals(left[key], right[key]));
}
