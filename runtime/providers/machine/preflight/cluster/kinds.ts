import { relatedKindsOf } from "../../../../../lib/clients/kubernetes/relatedKinds";
import { NoMatchError } from "../../../../../lib/clients/kubernetes/apiError";
import type { Discovery } from "../../../../../lib/clients/kubernetes/discovery";
import type { PlannedObject } from "./requirements";
import type { PluralOf } from "./rights";

/** The plural names of the objects' kinds and of the kinds that are watched while waiting for them. */
export interface Kinds {
  pluralOf: PluralOf;
  /** Kinds that the cluster does not support and no object defines: `networking.k8s.io/v1 Ingress`. */
  missing: string[];
}

/** Looks kinds up by discovery. @throws ApiError and ClusterUnreachableError */
export async function resolveKinds(discovery: Discovery, objects: readonly PlannedObject[]): Promise<Kinds> {
  const plurals = new Map<string, string>();
  const missing = new Set<string>();
  const resolve = async (apiVersion: string, kind: string, isNeeded: boolean): Promise<void> => {
    const key = `${apiVersion} ${kind}`;
    if (plurals.has(key)) return;
    try {
      plurals.set(key, (await discovery.resource(apiVersion, kind)).plural);
    } catch (error) {
      if (!(error instanceof NoMatchError)) throw error;
      if (isNeeded) missing.add(key);
    }
  };
  for (const { apiVersion, kind, plural } of objects)
    if (plural !== undefined) plurals.set(`${apiVersion} ${kind}`, plural);
  const kinds = new Map(objects.map((object) => [`${object.apiVersion} ${object.kind}`, object]));
  await Promise.all(
    [...kinds.values()].flatMap(({ apiVersion, kind }) => [
      resolve(apiVersion, kind, true),
      ...relatedKindsOf(apiVersion, kind).map((related) => resolve(related.apiVersion, related.kind, false)),
    ]),
  );
  return { pluralOf: (apiVersion, kind) => plurals.get(`${apiVersion} ${kind}`), missing: [...missing] };
}
