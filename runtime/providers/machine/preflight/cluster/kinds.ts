import { relatedKindsOf } from "../../../../../lib/clients/kubernetes/relatedKinds";
import { NoMatchError } from "../../../../../lib/clients/kubernetes/apiError";
import type { Discovery } from "../../../../../lib/clients/kubernetes/discovery";
import type { Requirements } from "./requirements";
import type { PluralOf } from "./rights";

/**
 * Looks up the kinds of the planned objects, those that are watched while waiting for them, and those of absent ones.
 * @returns their plural names, and as `missing` the kinds that the cluster does not support and no object defines:
 * `networking.k8s.io/v1 Ingress`
 * @throws ApiError and ClusterUnreachableError
 */
export async function resolveKinds(
  discovery: Discovery,
  { objects, absent }: Pick<Requirements, "objects" | "absent">,
) {
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
  await Promise.all([
    ...[...kinds.values()].flatMap(({ apiVersion, kind }) => [
      resolve(apiVersion, kind, true),
      ...relatedKindsOf(apiVersion, kind).map((related) => resolve(related.apiVersion, related.kind, false)),
    ]),
    ...absent.map(({ apiVersion, kind }) => resolve(apiVersion, kind, false)),
  ]);
  const pluralOf: PluralOf = (apiVersion, kind) => plurals.get(`${apiVersion} ${kind}`);
  return { pluralOf, missing: [...missing] };
}
