import { annotation, at } from "../../../lib/clients/kubernetes/object";
import { isPropertyMap, mapValue, type PropertyMap, type PropertyValue } from "../../protocol/values";

/**
 * A Kubernetes API object (or a part of one) as property values: JSON, with UNKNOWN for values that a preview does
 * not know.
 */
export type KubernetesObject = PropertyMap;

/** The value at a path; it may be unknown in a preview. */
export const valueAt = (object: PropertyValue | undefined, ...path: (string | number)[]) =>
  at(object, ...path) as PropertyValue | undefined;

/** True when an annotation is set to `true`. */
export const isAnnotated = (object: KubernetesObject, key: string): boolean =>
  annotation(object, key) === "true";

/**
 * The namespace and name in a resource id.
 * @throws when the id is neither `name` nor `namespace/name`
 */
export function parseId(id: string): { namespace: string; name: string } {
  const parts = id.split("/");
  if (parts.length > 2 || parts.some((part) => part === "")) {
    throw new Error(
      `the id ${JSON.stringify(id)} is not the id of a Kubernetes object; expected NAME or NAMESPACE/NAME`,
    );
  }
  return parts.length === 2 ? { namespace: parts[0]!, name: parts[1]! } : { namespace: "", name: parts[0]! };
}

/** The map without some of its keys. */
export function without(map: PropertyMap, ...keys: string[]): PropertyMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** A deep copy of plain values. */
export const copyOf = <T extends PropertyValue>(value: T): T =>
  mapValue<PropertyValue>(value, (special) => special) as T;

/** The object's `metadata`, added if missing. Changes to it change the object. */
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
