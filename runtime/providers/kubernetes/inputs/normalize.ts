import { isPropertyMap, type PropertyMap, type PropertyValue } from "../../../protocol/values";
import { apiVersionOf, kindOf } from "../../../../lib/clients/kubernetes/object";
import { without, type KubernetesObject } from "../object";
import { withApiKeys } from "./extensionKeys";
import { canonicalBase64 } from "./typedForm";

/** The canonical form with the API's schema keys and without a status, for requests and comparisons. */
export const normalize = (object: KubernetesObject): KubernetesObject =>
  withApiKeys(withoutReadOnly(canonical(without(object, "status"))));

/**
 * Converts objects that are equivalent to the API server to one form: no nulls, no empty maps where they equal absent
 * ones, a Secret's `stringData` as `data`, and no status of a definition.
 */
export function canonical(object: KubernetesObject): KubernetesObject {
  let result = withoutNulls(object) as KubernetesObject;
  if (kindOf(result) === "CustomResourceDefinition") result = definitionForm(result);
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

/** Fields of `metadata` that only the server writes. */
const READ_ONLY = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
];

/** The inputs without metadata that only the server writes, which manifests of `kubectl get -o yaml` contain. */
export const withoutReadOnly = (object: KubernetesObject): KubernetesObject =>
  isPropertyMap(object.metadata) ? { ...object, metadata: without(object.metadata, ...READ_ONLY) } : object;

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

/** The server drops the status, and a `preserveUnknownFields` that is false. */
function definitionForm(definition: KubernetesObject): KubernetesObject {
  const { spec } = definition;
  const result = without(definition, "status");
  if (!isPropertyMap(spec) || spec.preserveUnknownFields !== false) return result;
  return { ...result, spec: without(spec, "preserveUnknownFields") };
}

/** As on the API server, `stringData` takes precedence over `data`. Unknown values stay unknown. */
function encodeStringData(secret: KubernetesObject): KubernetesObject {
  const { stringData, ...rest } = secret;
  if (!isPropertyMap(stringData)) {
    return stringData === undefined ? withCanonicalData(secret) : { ...rest, data: stringData };
  }
  const data: PropertyMap = isPropertyMap(rest.data) ? { ...rest.data } : {};
  for (const [key, value] of Object.entries(stringData)) {
    data[key] = typeof value === "string" ? Buffer.from(value, "utf8").toString("base64") : value;
  }
  return { ...rest, data };
}

/** The server stores decoded data, so line breaks in base64 text have no meaning. */
function withCanonicalData(secret: KubernetesObject): KubernetesObject {
  if (!isPropertyMap(secret.data)) return secret;
  const entries = Object.entries(secret.data);
  return {
    ...secret,
    data: Object.fromEntries(entries.map(([key, value]) => [key, canonicalBase64(value) ?? value])),
  };
}
