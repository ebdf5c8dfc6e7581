import { type ApiClient, collectionOf } from "../../../../../lib/clients/kubernetes/apiClient";
import { isNotFound } from "../../../../../lib/clients/kubernetes/apiError";
import {
  mapsAt,
  nameOf,
  namespaceOf,
  textAt,
  type KubernetesObject,
} from "../../../../../lib/clients/kubernetes/object";
import { type Requirements, type PlannedObject, titleOf } from "./requirements";
import type { PluralOf } from "./rights";
import { type Probe, probe } from "./probe";

/** Lists only metadata: custom resource definitions are long. */
const METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/** An object that already exists. */
export interface Existing {
  object: PlannedObject;
  /** Created by Pulumi, in this or another stack, according to its managed fields. */
  byPulumi: boolean;
  /** Its deletion has started. */
  deleting: boolean;
}

/** The planned objects that exist, requested one by one. */
export async function existingObjects(
  client: ApiClient,
  objects: readonly PlannedObject[],
  pluralOf: PluralOf,
): Promise<Probe<Existing[]>> {
  const found = await Promise.all(objects.map((object) => probeExisting(client, object, pluralOf)));
  const unknown = found.find((result) => result.unknown !== undefined)?.unknown;
  const existing = found.flatMap(({ value }) => value ?? []);
  // Existing objects count even when others are unknown.
  return unknown !== undefined && existing.length === 0 ? { unknown } : { value: existing };
}

function probeExisting(
  client: ApiClient,
  object: PlannedObject,
  pluralOf: PluralOf,
): Promise<Probe<Existing | undefined>> {
  const { apiVersion, kind, namespace, name } = object;
  const plural = pluralOf(apiVersion, kind);
  if (plural === undefined) return Promise.resolve({ value: undefined });
  const collection = collectionOf(apiVersion, kind, plural, namespace);
  return probe(`get ${plural}`, async () => {
    try {
      const found = await client.get(collection, name);
      return { object, byPulumi: isByPulumi(found), deleting: isDeleting(found) };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  });
}

const isByPulumi = (object: KubernetesObject): boolean =>
  mapsAt(object, "metadata", "managedFields").some(({ manager }) => /^pulumi-/.test(String(manager)));

/** Titles of existing objects for each entry of `absent`, without those of the stack. @param own those of the last `up` */
export async function foreignObjects(
  client: ApiClient,
  { absent, objects, own }: Pick<Requirements, "absent" | "objects"> & { own: Requirements["objects"] },
  pluralOf: PluralOf,
): Promise<Probe<string[]>[]> {
  const ours = new Set([...objects, ...own].map(titleOf));
  return Promise.all(
    absent.map(({ apiVersion, kind, selector, names }) => {
      const plural = pluralOf(apiVersion, kind);
      if (plural === undefined) return { value: [] };
      const query = selector === undefined ? "" : `?labelSelector=${encodeURIComponent(selector)}`;
      return probe(`list ${plural} in all namespaces`, async () => {
        const list = await client.getPath(collectionOf(apiVersion, kind, plural).path + query, METADATA_ONLY);
        return mapsAt(list, "items")
          .filter((item) => names === undefined || new RegExp(names).test(nameOf(item)))
          .filter((item) => !isDeleting(item))
          .map((item) => titleOf({ kind, name: nameOf(item), namespace: namespaceOf(item) || undefined }))
          .filter((title) => !ours.has(title));
      });
    }),
  );
}

const isDeleting = (object: KubernetesObject): boolean =>
  textAt(object, "metadata", "deletionTimestamp") !== undefined;
