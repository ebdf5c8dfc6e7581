import {
  containsSecrets,
  isPropertyMap,
  OutputValue,
  Secret,
  type PropertyMap,
  type PropertyValue,
} from "../../../protocol/values";
import { apiVersionOf, kindOf } from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";

/** The properties of a Secret object with secret values. */
const SECRET_DATA = ["data", "stringData"] as const;

const isSecretObject = (object: KubernetesObject): boolean =>
  apiVersionOf(object) === "v1" && kindOf(object) === "Secret";

/** Marks every value of the plain object that is marked secret at the same path of `marked`. */
export function markLike(plain: KubernetesObject, marked: PropertyMap): KubernetesObject {
  const result = mark(plain, marked) as KubernetesObject;
  // One secret entry of a Secret marks all entries, because stringData has become data.
  if (
    isSecretObject(plain) &&
    SECRET_DATA.some((key) => marked[key] !== undefined && containsSecrets(marked[key]))
  ) {
    return markSecretData(result);
  }
  return result;
}

/** Marks a Secret's data as secret, regardless of the program's marks. */
export function markSecretData(object: KubernetesObject): KubernetesObject {
  if (!isSecretObject(object)) return object;
  const result = { ...object };
  for (const key of SECRET_DATA) {
    const value = result[key];
    if (value !== undefined && !(value instanceof Secret)) result[key] = new Secret(value);
  }
  return result;
}

function mark(plain: PropertyValue, marked: PropertyValue | undefined): PropertyValue {
  if (marked === undefined) return plain;
  if (marked instanceof Secret) return plain instanceof Secret ? plain : new Secret(plain);
  if (marked instanceof OutputValue) {
    const inner = marked.value === undefined ? plain : mark(plain, marked.value);
    return marked.secret && !(inner instanceof Secret) ? new Secret(inner) : inner;
  }
  if (!containsSecrets(marked)) return plain;
  if (Array.isArray(plain) && Array.isArray(marked)) {
    // After a change of length, elements cannot be matched.
    return plain.length === marked.length
      ? plain.map((element, i) => mark(element, marked[i]))
      : new Secret(plain);
  }
  if (isPropertyMap(plain) && isPropertyMap(marked)) {
    return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, mark(value, marked[key])]));
  }
  return plain;
}
