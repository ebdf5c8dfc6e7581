import { createHash, randomBytes } from "node:crypto";
import { isPropertyMap, type PropertyMap } from "../../protocol/values";
import { annotation, mapsAt, textAt, type KubernetesObject } from "./object";
import { PATCH_FIELD_MANAGER } from "./annotations";

const PREFIX = "pulumi-kubernetes";

/** Managers under which clients write that hand their fields over to whoever applies: this provider's own older ones, kubectl's. */
const YIELDING = new Set([
  "pulumi-kubernetes",
  "pulumi-kubernetes.exe",
  "pulumi-resource-kubernetes",
  "kubectl",
  "kubectl-client-side-apply",
  "before-first-apply",
]);

/**
 * The field manager of a new object: `pulumi-kubernetes-xxxxxxxx`. It is derived from the provider resource's id (a random
 * one that the stack's state keeps) and the resource's URN, so that the same stack, after a kill that lost the answer to a
 * create, knows the object as its own, and no other stack does. Without an id it is random.
 */
export function newFieldManager(
  inputs: KubernetesObject,
  providerId: string | undefined,
  urn: string,
): string {
  const given = annotation(inputs, PATCH_FIELD_MANAGER);
  if (given) return given;
  const suffix = providerId
    ? createHash("sha256").update(providerId).update("\n").update(urn).digest("hex").slice(0, 8)
    : randomBytes(4).toString("hex");
  return `${PREFIX}-${suffix}`;
}

/** True when that manager owns fields of the object itself: it made it. */
export function isManagedBy(object: KubernetesObject, manager: string): boolean {
  return mapsAt(object, "metadata", "managedFields").some(
    (entry) => entry.manager === manager && !entry.subresource,
  );
}

/**
 * The managed fields after a manager has taken over what older clients own by plain updates, so that what its apply
 * leaves out goes away; undefined when there is nothing to take over.
 */
export function takeOver(managedFields: PropertyMap[], manager: string): PropertyMap[] | undefined {
  const yields = (entry: PropertyMap) =>
    !entry.subresource &&
    (YIELDING.has(textAt(entry, "manager") ?? "") ||
      (entry.manager === manager && entry.operation === "Update"));
  const yielded = managedFields.filter(yields);
  if (yielded.length === 0) return undefined;
  const own = managedFields.find(
    (entry) => entry.manager === manager && entry.operation === "Apply" && !entry.subresource,
  );
  const rest = managedFields.filter((entry) => !yields(entry) && entry !== own);
  const all = own ? [own, ...yielded] : yielded;
  const fieldsV1 = all
    .map((entry) => entry.fieldsV1)
    .filter(isPropertyMap)
    .reduce(union, {});
  return [
    ...rest,
    { ...all[all.length - 1]!, manager, operation: "Apply", fieldsType: "FieldsV1", fieldsV1 },
  ];
}

/** The union of two sets of fields in the FieldsV1 form, nested maps whose leaves are empty. */
function union(a: PropertyMap, b: PropertyMap): PropertyMap {
  const result = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const other = result[key];
    result[key] = isPropertyMap(other) && isPropertyMap(value) ? union(other, value) : value;
  }
  return result;
}
