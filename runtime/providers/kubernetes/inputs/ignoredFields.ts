import { isPropertyMap, type PropertyMap, type PropertyValue } from "../../../protocol/values";
import { parsePathOrKey } from "../../../../lib/propertyPath";
import { at, mapsAt } from "../../../../lib/clients/kubernetes/object";
import { copyOf, valueAt, type KubernetesObject } from "../object";

/**
 * The inputs to apply when changes to some properties are ignored: a property that another manager owns (an autoscaler's
 * `spec.replicas`) is left to it; any other keeps its live value, as leaving it out would unset it. Paths into lists are
 * applied as the inputs have them.
 */
export function withIgnored(
  inputs: KubernetesObject,
  live: KubernetesObject,
  ignoreChanges: readonly string[],
  fieldManager: string,
): KubernetesObject {
  const result = copyOf(inputs);
  for (const path of ignoreChanges.map((path) => parsePathOrKey(path).map(String))) {
    if (path.some((part) => part === "*" || /^\d+$/.test(part))) continue;
    const owners = ownersOf(live, path);
    if (owners.length > 0 && !owners.includes(fieldManager)) put(result, path, undefined);
    else {
      const value = valueAt(live, ...path);
      if (value !== undefined) put(result, path, copyOf(value));
    }
  }
  return result;
}

/** The managers of a field, or of what is beneath it. */
function ownersOf(live: KubernetesObject, path: string[]): string[] {
  return mapsAt(live, "metadata", "managedFields")
    .filter((entry) => at(entry.fieldsV1, ...path.map((key) => `f:${key}`)) !== undefined)
    .map((entry) => String(entry.manager));
}

/** Sets a property, or takes it away, where its parent is there. */
function put(object: KubernetesObject, path: string[], value: PropertyValue | undefined): void {
  const parent = path.length === 1 ? object : valueAt(object, ...path.slice(0, -1));
  if (!isPropertyMap(parent)) return;
  const key = path[path.length - 1]!;
  if (value === undefined) delete (parent as PropertyMap)[key];
  else parent[key] = value;
}
