import type { ApiClient } from "../../../kubernetes/client/apiClient";
import { mapsAt, nameOf, namespaceOf, textAt, type KubernetesObject } from "../../../kubernetes/object";
import { collectionOf } from "./kinds";
import { type Needs, type PlannedObject, titleOf } from "./requirements";
import type { PluralOf } from "./rights";
import { isNotFound, type Told, tell } from "./probe";

/** Lists come without what the objects say: definitions of custom resources are long. */
const METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/** An object that is there already. */
export interface Existing {
  object: PlannedObject;
  /** Made by Pulumi, of this stack or of another one: its managers' names say so. */
  byPulumi: boolean;
  /** It is being deleted, and not gone yet. */
  going: boolean;
}

/** The planned objects that are there, asked for one by one by their names. */
export async function existingObjects(
  client: ApiClient,
  objects: readonly PlannedObject[],
  pluralOf: PluralOf,
): Promise<Told<Existing[]>> {
  const found = await Promise.all(objects.map((object) => tellExisting(client, object, pluralOf)));
  const refused = found.find((told) => told.unknown !== undefined);
  const there = found.flatMap((told) => ("value" in told && told.value ? [told.value] : []));
  // Those that are there count, whatever else is not known.
  return refused?.unknown !== undefined && there.length === 0
    ? { unknown: refused.unknown }
    : { value: there };
}

function tellExisting(
  client: ApiClient,
  object: PlannedObject,
  pluralOf: PluralOf,
): Promise<Told<Existing | undefined>> {
  const { apiVersion, kind, namespace, name } = object;
  const plural = pluralOf(apiVersion, kind);
  if (plural === undefined) return Promise.resolve({ value: undefined });
  const collection = { path: collectionOf(apiVersion, plural, namespace), apiVersion, kind };
  return tell(`get ${plural}`, async () => {
    try {
      const found = await client.get(collection, name);
      return { object, byPulumi: isByPulumi(found), going: isGoing(found) };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  });
}

const isByPulumi = (object: KubernetesObject): boolean =>
  mapsAt(object, "metadata", "managedFields").some(({ manager }) => /^pulumi-/.test(String(manager)));

/** Objects that are in the way, as their titles, for each entry of `absent`. */
export async function foreignObjects(
  client: ApiClient,
  { absent, objects }: Pick<Needs, "absent" | "objects">,
  pluralOf: PluralOf,
): Promise<Told<string[]>[]> {
  const planned = new Set(objects.map(titleOf));
  return Promise.all(
    absent.map(({ apiVersion, kind, selector, names }) => {
      const plural = pluralOf(apiVersion, kind);
      if (plural === undefined) return { value: [] };
      const query = selector === undefined ? "" : `?labelSelector=${encodeURIComponent(selector)}`;
      return tell(`list ${plural} in all namespaces`, async () => {
        const list = await client.getPath(`${collectionOf(apiVersion, plural)}${query}`, METADATA_ONLY);
        return mapsAt(list, "items")
          .filter((item) => names === undefined || new RegExp(names).test(nameOf(item)))
          .filter((item) => !isGoing(item))
          .map((item) => titleOf({ kind, name: nameOf(item), namespace: namespaceOf(item) || undefined }))
          .filter((title) => !planned.has(title));
      });
    }),
  );
}

const isGoing = (object: KubernetesObject): boolean =>
  textAt(object, "metadata", "deletionTimestamp") !== undefined;
