import { isPropertyMap, type PropertyMap, type PropertyValue } from "../../protocol/values";

/** A Kubernetes API object (or a part of one) as property values: plain JSON, and UNKNOWN where a preview knows no better. */
export type KubernetesObject = PropertyMap;

/** The value at a path of map keys and list indexes; undefined when a part of the path is not there. */
export function at(
  value: PropertyValue | undefined,
  ...path: (string | number)[]
): PropertyValue | undefined {
  let current = value;
  for (const key of path) {
    if (typeof key === "number") current = Array.isArray(current) ? current[key] : undefined;
    else current = isPropertyMap(current) ? current[key] : undefined;
    if (current === undefined) return undefined;
  }
  return current;
}

/** The string at a path; undefined when there is none or it is something else. */
export function textAt(value: PropertyValue | undefined, ...path: (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** The number at a path; undefined when there is none or it is something else. */
export function numberAt(value: PropertyValue | undefined, ...path: (string | number)[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
}

/** The maps of the list at a path; empty when there is no list. */
export function mapsAt(value: PropertyValue | undefined, ...path: (string | number)[]): PropertyMap[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(isPropertyMap) : [];
}

export const apiVersionOf = (object: KubernetesObject): string => textAt(object, "apiVersion") ?? "";
export const kindOf = (object: KubernetesObject): string => textAt(object, "kind") ?? "";
export const nameOf = (object: KubernetesObject): string => textAt(object, "metadata", "name") ?? "";
export const namespaceOf = (object: KubernetesObject): string =>
  textAt(object, "metadata", "namespace") ?? "";
export const uidOf = (object: KubernetesObject): string => textAt(object, "metadata", "uid") ?? "";

/** The API group of an apiVersion: `apps` of `apps/v1`, empty for the core group. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";

/** The value of an annotation; undefined when it is not set. */
export const annotation = (object: KubernetesObject, key: string): string | undefined =>
  textAt(object, "metadata", "annotations", key);

/** True when an annotation is set to `true`. */
export const isAnnotated = (object: KubernetesObject, key: string): boolean =>
  annotation(object, key) === "true";

/** A resource's id: `namespace/name`, or `name` for objects without a namespace. */
export function idOf(object: KubernetesObject): string {
  const namespace = namespaceOf(object);
  return namespace === "" ? nameOf(object) : `${namespace}/${nameOf(object)}`;
}

/**
 * The namespace and name in an id.
 * @throws when the id is neither `name` nor `namespace/name`
 */
export function parseId(id: string): { namespace: string; name: string } {
  const parts = id.split("/");
  if (parts.length > 2 || parts.some((part) => part === "")) {
    throw new Error(
      `the id ${JSON.stringify(id)} is not that of a Kubernetes object: it must be NAME or NAMESPACE/NAME`,
    );
  }
  return parts.length === 2 ? { namespace: parts[0]!, name: parts[1]! } : { namespace: "", name: parts[0]! };
}

/** The map without some of its keys. */
export function without(map: PropertyMap, ...keys: string[]): PropertyMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** A deep copy of plain values. */
export function copyOf<T extends PropertyValue>(value: T): T {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((element) => copyOf(element)) as T;
  if (!isPropertyMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, copyOf(element)])) as T;
}

/** The object's `metadata`, made when it is not there; changes to it change the object. */
export function metadataOf(object: KubernetesObject): PropertyMap {
  if (!isPropertyMap(object.metadata)) object.metadata = {};
  return object.metadata as PropertyMap;
}

/** Sets an annotation on the object itself. */
export function annotate(object: KubernetesObject, key: string, value: string): void {
  const metadata = metadataOf(object);
  metadata.annotations = {
    ...(isPropertyMap(metadata.annotations) ? metadata.annotations : {}),
    [key]: value,
  };
}
