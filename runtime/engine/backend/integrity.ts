import { createHash } from "node:crypto";
import { isProviderType } from "../model/providerReference";
import type { ResourceState, Snapshot } from "../model/state";

/** A resource of a snapshot or of a checkpoint, which can omit fields. */
export type IntegrityResource = Pick<ResourceState, "urn" | "type"> & Partial<ResourceState>;

/** The part of a snapshot that the check reads. */
interface IntegritySnapshot {
  manifest: Partial<Snapshot["manifest"]>;
  resources: readonly IntegrityResource[];
}

/**
 * The first error in a snapshot; undefined for a valid one. Each resource must follow everything that it depends on (parent,
 * dependencies, provider, deletedWith), and only one resource per URN is not marked for deletion. Rules and messages are
 * those of the official `snapshot.VerifyIntegrity`.
 */
export function findIntegrityError(snapshot: IntegritySnapshot): string | undefined {
  const version = snapshot.manifest.version ?? "";
  const magic = version === "" ? "" : createHash("sha256").update(version).digest("hex");
  if ((snapshot.manifest.magic ?? "") !== magic)
    return "magic cookie mismatch: possible tampering/corruption detected";

  const live = new Map<string, number>();
  const seen = new Set<string>();
  const providers = new Set<string>();
  const all = new Set(snapshot.resources.map((resource) => resource.urn));
  for (const [index, resource] of snapshot.resources.entries()) {
    const error = resourceError(resource, index, seen, providers, all);
    if (error !== undefined) return error;
    seen.add(resource.urn);
    if (isProviderType(resource.type)) providers.add(`${resource.urn}::${resource.id}`);
    if (!resource.delete) live.set(resource.urn, (live.get(resource.urn) ?? 0) + 1);
  }
  for (const [urn, count] of live)
    if (count > 1) return `duplicate resource ${urn} (not marked for deletion)`;
  return undefined;
}

function resourceError(
  resource: IntegrityResource,
  index: number,
  seen: Set<string>,
  providers: Set<string>,
  all: Set<string>,
): string | undefined {
  const { urn } = resource;
  if (!urn) return `resource at index ${index} missing required 'urn' field`;
  if (!resource.type) return `resource '${urn}' missing required 'type' field`;
  if (!resource.custom && resource.id) return `resource '${urn}' has 'custom' false but non-empty ID`;
  if (isProviderType(resource.type) && !resource.id)
    return `provider ${urn} is not referenceable: it has no ID`;
  if (resource.provider && !providers.has(resource.provider) && !resource.pendingReplacement)
    return `resource ${urn} refers to unknown provider ${resource.provider}`;

  const isLater = (other: string): boolean => all.has(other) && other !== urn;
  const referenceError = (subject: string, role: string, other: string): string | undefined => {
    if (seen.has(other)) return undefined;
    return isLater(other)
      ? `${subject} ${urn}'s ${role} ${other} comes after it`
      : `${subject} ${urn} refers to missing ${role} ${other}`;
  };
  const { parent, dependencies, propertyDependencies, deletedWith } = resource;
  const parentError = parent ? referenceError("child resource", "parent", parent) : undefined;
  if (parentError !== undefined) return parentError;
  for (const dependency of dependencies ?? []) {
    const error = referenceError("resource", "dependency", dependency);
    if (error !== undefined) return error;
  }
  for (const dependency of Object.values(propertyDependencies ?? {}).flatMap((list) => list ?? [])) {
    const error = referenceError("resource", "property dependency", dependency);
    if (error !== undefined) return error;
  }
  if (deletedWith && !seen.has(deletedWith)) {
    const where = isLater(deletedWith) ? "comes after it" : "is missing";
    return `resource ${urn} is specified as being deleted with ${deletedWith}, which ${where}`;
  }
  return undefined;
}
