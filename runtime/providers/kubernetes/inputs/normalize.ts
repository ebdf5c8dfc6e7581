import { isPropertyMap, type PropertyMap, type PropertyValue } from "../../../protocol/values";
import { kindOf } from "../../../../lib/clients/kubernetes/object";
import { apiVersionOf, without, type KubernetesObject } from "../object";
import { withApiKeys } from "./extensionKeys";

/** The canonical form with the API's schema keys, for requests and comparisons. */
export const normalize = (object: KubernetesObject): KubernetesObject => withApiKeys(canonical(object));

/**
 * Converts objects that are equivalent to the API server to one form: no nulls, no status, no empty maps where they
 * equal absent ones, and a Secret's `stringData` as `data`.
 */
export function canonical(object: KubernetesObject): KubernetesObject {
  let result = withoutNulls(without(object, "status")) as KubernetesObject;
  const isSecret = apiVersionOf(result) === "v1" && kindOf(result) === "Secret";
  const holdsData = isSecret || (apiVersionOf(result) === "v1" && kindOf(result) === "ConfigMap");
  if (isSecret) result = encodeStringData(result);
  for (const [owner, key] of EMPTY_MEANS_ABSENT) {
    if (owner === "" ? !holdsData : !isPropertyMap(result[owner])) continue;
    const map = owner === "" ? result : (result[owner] as PropertyMap);
    if (!isEmptyMap(map[key])) continue;
    const rest = without(map, key);
    result = owner === "" ? rest : { ...result, [owner]: rest };
  }
  return result;
}

const EMPTY_MEANS_ABSENT: [owner: "" | "metadata", key: string][] = [
  ["", "data"],
  ["", "binaryData"],
  ["", "stringData"],
  ["metadata", "labels"],
  ["metadata", "annotations"],
];

const isEmptyMap = (value: PropertyValue | undefined): boolean =>
  isPropertyMap(value) && Object.keys(value).length === 0;

function withoutNulls(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isPropertyMap(value)) return value;
  const result: PropertyMap = {};
  for (const [key, element] of Object.entries(value)) {
    if (element !== null && element !== undefined) result[key] = withoutNulls(element);
  }
  return result;
}

/** As on the API server, `stringData` takes precedence over `data`. Unknown values stay unknown. */
function encodeStringData(secret: KubernetesObject): KubernetesObject {
  const { stringData, ...rest } = secret;
  if (!isPropertyMap(stringData)) return stringData === undefined ? secret : { ...rest, data: stringData };
  const data: PropertyMap = isPropertyMap(rest.data) ? { ...rest.data } : {};
  for (const [key, value] of Object.entries(stringData)) {
    data[key] = typeof value === "string" ? Buffer.from(value, "utf8").toString("base64") : value;
  }
  return { ...rest, data };
}
