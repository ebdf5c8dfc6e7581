import { createHash, randomBytes } from "node:crypto";
import { isPropertyMap, type PropertyMap } from "../../protocol/values";
import { annotation, mapsAt, textAt } from "../../../lib/clients/kubernetes/object";
import { metadataOf, type KubernetesObject } from "./object";
import { PATCH_FIELD_MANAGER } from "./annotations";

const PREFIX = "pulumi-kubernetes";

/**
 * Managers whose fields an update takes over, as prefixes of their names, with the kind of their entries: kubectl, what
 * existed before the first apply, and client-side applies of the official provider.
 */
const YIELDING: readonly (readonly [prefix: string, operation: string])[] = [
  ["kubectl", "Apply"],
  ["kubectl", "Update"],
  ["before-first-apply", "Update"],
  ["pulumi-kubernetes", "Update"],
  ["pulumi-resource-kubernetes", "Update"],
];

/** The official provider's managers of client-side applies. */
const CLIENT_SIDE = ["pulumi-kubernetes", "pulumi-kubernetes.exe", "pulumi-resource-kubernetes"];

/**
 * The field manager of a new object: `pulumi-kubernetes-xxxxxxxx`, derived from the owner and the resource's URN.
 * When a killed run loses the response to a create, the same stack recognizes its object, and no other stack does.
 * @param owner unique to this stack's provider: its `clusterIdentifier`, else the provider resource's random id,
 * which the state keeps. Without either, the manager is random.
 */
export function newFieldManager(inputs: KubernetesObject, owner: string | undefined, urn: string): string {
  const given = annotation(inputs, PATCH_FIELD_MANAGER);
  if (given) return given;
  const suffix = owner
    ? createHash("sha256").update(owner).update("\n").update(urn).digest("hex").slice(0, 8)
    : randomBytes(4).toString("hex");
  return `${PREFIX}-${suffix}`;
}

/**
 * Ensures that the server records the manager. An object that contains only a name, such as a Namespace, has no field
 * to own, so this adds an empty map of annotations, which the server does not keep.
 */
export function withMark(object: KubernetesObject): KubernetesObject {
  const metadata = metadataOf(object);
  const named = (key: string) => ["name", "namespace", "resourceVersion"].includes(key);
  const typed = (key: string) => ["apiVersion", "kind", "metadata"].includes(key);
  const bare = Object.keys(object).every(typed) && Object.keys(metadata).every(named);
  return bare ? { ...object, metadata: { ...metadata, annotations: {} } } : object;
}

/** True when the manager owns fields of the object itself: it created the object. */
export function isManagedBy(object: KubernetesObject, manager: string): boolean {
  return mapsAt(object, "metadata", "managedFields").some(
    (entry) => entry.manager === manager && !entry.subresource,
  );
}

/**
 * The managed fields after the manager takes over the fields of kubectl and of older clients, so that its apply sets
 * them and deletes those that it omits. Undefined when no fields need a new owner.
 */
export function takeOver(managedFields: PropertyMap[], manager: string): PropertyMap[] | undefined {
  const isOwn = (entry: PropertyMap) => entry.manager === manager && entry.operation === "Apply";
  const yields = (entry: PropertyMap) =>
    !entry.subresource &&
    !isOwn(entry) &&
    (entry.manager === manager ||
      YIELDING.some(
        ([prefix, operation]) =>
          (textAt(entry, "manager") ?? "").startsWith(prefix) && entry.operation === operation,
      ));
  const yielded = managedFields.filter(yields);
  if (yielded.length === 0) return undefined;
  const own = managedFields.find((entry) => isOwn(entry) && !entry.subresource);
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

/**
 * True when a preview's dry run must ignore conflicts because the update takes over the object first: nobody manages
 * its fields, or a client-side apply of the official provider does. Fields of kubectl are a conflict in a preview, as
 * with the official provider.
 */
export function isTakenOverSilently(managedFields: PropertyMap[]): boolean {
  return (
    managedFields.length === 0 ||
    managedFields.some(
      ({ manager, operation }) => operation === "Update" && CLIENT_SIDE.includes(String(manager)),
    )
  );
}

/** The union of two FieldsV1 sets: nested maps with empty leaves. */
function union(a: PropertyMap, b: PropertyMap): PropertyMap {
  const result = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const other = result[key];
    result[key] = isPropertyMap(other) && isPropertyMap(value) ? union(other, value) : value;
  }
  return result;
}
