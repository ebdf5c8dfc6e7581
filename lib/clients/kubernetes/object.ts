/** A value of a JSON document. */
type Json = null | boolean | number | string | Json[] | JsonMap;

export interface JsonMap {
  [key: string]: Json;
}

/** An API object as an API server sends it. */
export type KubernetesObject = JsonMap;

/** Any map. The functions below also accept objects that are not pure JSON, such as previews with unknown values. */
export type AnyMap = Readonly<Record<string, unknown>>;

/** True for a plain map; false for an array, null or a class instance. */
export const isMap = (value: unknown): value is JsonMap =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** The value at a path of map keys and list indexes; undefined when a part of the path is missing. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof key === "number") current = Array.isArray(current) ? (current as unknown[])[key] : undefined;
    else current = isMap(current) ? current[key] : undefined;
    if (current === undefined) return undefined;
  }
  return current;
}

/** The string at a path; undefined when it is missing or of another type. */
export function textAt(value: unknown, ...path: (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** The number at a path; undefined when it is missing or of another type. */
export function numberAt(value: unknown, ...path: (string | number)[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
}

/** The maps in the list at a path; empty when the list is missing. */
export function mapsAt(value: unknown, ...path: (string | number)[]): JsonMap[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(isMap) : [];
}

export const apiVersionOf = (object: AnyMap): string => textAt(object, "apiVersion") ?? "";
export const kindOf = (object: AnyMap): string => textAt(object, "kind") ?? "";
export const nameOf = (object: AnyMap): string => textAt(object, "metadata", "name") ?? "";
export const namespaceOf = (object: AnyMap): string => textAt(object, "metadata", "namespace") ?? "";
export const uidOf = (object: AnyMap): string => textAt(object, "metadata", "uid") ?? "";

/** The API group of an apiVersion: `apps` of `apps/v1`, empty for the core group. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";

/** The value of an annotation; undefined when it is unset. */
export const annotation = (object: AnyMap, key: string): string | undefined =>
  textAt(object, "metadata", "annotations", key);

/** `namespace/name`, or `name` for objects without a namespace. */
export function idOf(object: AnyMap): string {
  const namespace = namespaceOf(object);
  return namespace === "" ? nameOf(object) : `${namespace}/${nameOf(object)}`;
}
