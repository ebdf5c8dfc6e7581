import { isPropertyMap, type PropertyValue } from "../../../protocol/values";
import { kindOf } from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";

/** Keys of a CustomResourceDefinition's schema that are not valid property names in SDKs, with their SDK names. */
const UNDERSCORED: Record<string, string> = {
  "x-kubernetes-embedded-resource": "x_kubernetes_embedded_resource",
  "x-kubernetes-int-or-string": "x_kubernetes_int_or_string",
  "x-kubernetes-list-map-keys": "x_kubernetes_list_map_keys",
  "x-kubernetes-list-type": "x_kubernetes_list_type",
  "x-kubernetes-map-type": "x_kubernetes_map_type",
  "x-kubernetes-preserve-unknown-fields": "x_kubernetes_preserve_unknown_fields",
  "x-kubernetes-validations": "x_kubernetes_validations",
};
const DASHED = Object.fromEntries(
  Object.entries(UNDERSCORED).map(([dashed, underscored]) => [underscored, dashed]),
);

/** Converts a CustomResourceDefinition to API keys, `x-kubernetes-…`. Returns other objects unchanged. */
export const withApiKeys = (object: KubernetesObject): KubernetesObject => renamed(object, DASHED);

/** Converts a CustomResourceDefinition to state keys, `x_kubernetes_…`. Returns other objects unchanged. */
export const withStateKeys = (object: KubernetesObject): KubernetesObject => renamed(object, UNDERSCORED);

function renamed(object: KubernetesObject, names: Record<string, string>): KubernetesObject {
  return kindOf(object) === "CustomResourceDefinition" ? (rename(object, names) as KubernetesObject) : object;
}

function rename(value: PropertyValue, names: Record<string, string>): PropertyValue {
  if (Array.isArray(value)) return value.map((element) => rename(element, names));
  if (!isPropertyMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [names[key] ?? key, rename(element, names)]),
  );
}
