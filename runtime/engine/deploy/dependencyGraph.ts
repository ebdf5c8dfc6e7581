import { providerUrn } from "./providerReference";
import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";

/** The URNs that a resource needs: what it depends on, its parent, its provider and what it is deleted with. */
export function dependencyUrns(resource: ResourceState): Set<URN> {
  const urns = new Set(resource.dependencies);
  for (const list of Object.values(resource.propertyDependencies)) for (const urn of list) urns.add(urn);
  if (resource.parent !== undefined) urns.add(resource.parent);
  if (resource.provider !== undefined) urns.add(providerUrn(resource.provider));
  if (resource.deletedWith !== undefined) urns.add(resource.deletedWith);
  return urns;
}

/** Who depends on whom among the resources of a snapshot, which are in an order of dependencies. */
export class DependencyGraph {
  private readonly position = new Map<ResourceState, number>();
  private readonly byUrn = new Map<URN, ResourceState[]>();

  constructor(private readonly resources: readonly ResourceState[]) {
    resources.forEach((resource, i) => {
      this.position.set(resource, i);
      const same = this.byUrn.get(resource.urn);
      if (same) same.push(resource);
      else this.byUrn.set(resource.urn, [resource]);
    });
  }

  has(resource: ResourceState): boolean {
    return this.position.has(resource);
  }

  /**
   * All that depend on a resource, directly or not, in the snapshot's order.
   * @param ignore URNs to leave out, together with what depends on them only
   * @param includeChildren a child depends on its parent
   */
  dependingOn(root: ResourceState, ignore: ReadonlySet<URN>, includeChildren: boolean): ResourceState[] {
    const dependents: ResourceState[] = [];
    const found = new Set([root.urn]);
    const start = this.position.get(root);
    if (start === undefined) return [];
    for (const resource of this.resources.slice(start + 1)) {
      if (ignore.has(resource.urn)) continue;
      const needs = dependencyUrns(resource);
      if (
        !includeChildren &&
        resource.parent !== undefined &&
        !resource.dependencies.includes(resource.parent)
      ) {
        needs.delete(resource.parent);
      }
      if ([...needs].some((urn) => found.has(urn))) {
        dependents.push(resource);
        found.add(resource.urn);
      }
    }
    return dependents;
  }

  /** What a resource depends on, one step deep; all resources of a URN where several have it. */
  dependenciesOf(resource: ResourceState): Set<ResourceState> {
    const own = this.position.get(resource) ?? this.resources.length;
    const result = new Set<ResourceState>();
    for (const urn of dependencyUrns(resource)) {
      for (const other of this.byUrn.get(urn) ?? []) if (this.position.get(other)! < own) result.add(other);
    }
    return result;
  }

  /** What a resource depends on, directly or not. */
  transitiveDependenciesOf(resource: ResourceState): Set<ResourceState> {
    const result = new Set<ResourceState>();
    const open = [...this.dependenciesOf(resource)];
    for (let next = open.pop(); next; next = open.pop()) {
      if (result.has(next)) continue;
      result.add(next);
      open.push(...this.dependenciesOf(next));
    }
    return result;
  }
}

/**
 * The order of deletions: waves that run one after the other, each in parallel. A resource is in a later wave than all
 * that depend on it.
 */
export function deletionWaves<T extends { res: ResourceState }>(steps: T[], graph: DependencyGraph): T[][] {
  const waves: T[][] = [];
  let condemned = new Map(steps.map((step) => [step.res, step]));
  while (condemned.size > 0) {
    const wave: T[] = [];
    const later = new Map<ResourceState, T>();
    for (const [resource, step] of condemned) {
      const waits = [...graph.dependenciesOf(resource)].some((other) => condemned.has(other));
      if (waits) later.set(resource, step);
      else wave.push(step);
    }
    // Only a snapshot whose dependencies run in a circle gets here; then any order is as good.
    if (wave.length === 0) return [[...condemned.values()], ...waves];
    waves.unshift(wave);
    condemned = later;
  }
  return waves;
}
