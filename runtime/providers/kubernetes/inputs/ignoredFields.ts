import { isPropertyMap, type PropertyMap, type PropertyValue } from "../../../protocol/values";
import { parsePathOrKey } from "../../../../lib/propertyPath";
import { at, mapsAt } from "../../../../lib/clients/kubernetes/object";
import { copyOf, valueAt, type KubernetesObject } from "../object";

/**
 * The inputs to apply when changes to some properties are ignored. A property that another manager owns (such as an
 * autoscaler's `spec.replicas`) is removed from the inputs; any other keeps its live value, because omitting it would
 * unset it. Paths into lists are applied as in the inputs.
 */
export function withIgnored(
  inputs: KubernetesObject,
  live: KubernetesObject,
  ignoreChanges: readonly string[],
  fieldManager: string,
): KubernetesObject {
  if (ignoreChanges.length === 0) return inputs;
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

/** The managers of a field or of fields below it. */
function ownersOf(live: KubernetesObject, path: string[]): string[] {
  return mapsAt(live, "metadata", "managedFields")
    .filter((entry) => at(entry.fieldsV1, ...path.map((key) => `f:${key}`)) !== undefined)
    .map((entry) => String(entry.manager));
}

/** Sets or removes a property if its parent exists. */
function put(object: KubernetesObject, path: string[], value: PropertyValue | undefined): void {
  const parent = path.length === 1 ? object : valueAt(object, ...path.slice(0, -1));
  if (!isPropertyMap(parent)) return;
  const key = path[path.length - 1]!;
  if (value === undefined) delete (parent as PropertyMap)[key];
  else parent[key] = value;
}
