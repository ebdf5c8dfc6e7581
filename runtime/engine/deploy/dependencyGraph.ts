import { providerUrn } from "../model/providerReference";
import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";

/** The URNs that a resource depends on: its dependencies, parent, provider and `deletedWith`. */
export function dependencyUrns(resource: ResourceState): Set<URN> {
  const urns = new Set(resource.dependencies);
  for (const list of Object.values(resource.propertyDependencies)) for (const urn of list) urns.add(urn);
  if (resource.parent !== undefined) urns.add(resource.parent);
  if (resource.provider !== undefined) urns.add(providerUrn(resource.provider));
  if (resource.deletedWith !== undefined) urns.add(resource.deletedWith);
  return urns;
}

/** The dependencies between the resources of a snapshot. A snapshot lists dependencies before their dependents. */
export class DependencyGraph {
  private readonly position = new Map<ResourceState, number>();
  private readonly byUrn = new Map<URN, ResourceState[]>();
  /** The direct and indirect children of each resource. */
  private readonly children = new Map<URN, ResourceState[]>();

  constructor(private readonly resources: readonly ResourceState[]) {
    resources.forEach((resource, i) => {
      this.position.set(resource, i);
      const same = this.byUrn.get(resource.urn);
      if (same) same.push(resource);
      else this.byUrn.set(resource.urn, [resource]);
      for (let { parent } = resource; parent !== undefined; parent = this.byUrn.get(parent)?.at(-1)?.parent) {
        const children = this.children.get(parent);
        if (children) children.push(resource);
        else this.children.set(parent, [resource]);
      }
    });
  }

  has(resource: ResourceState): boolean {
    return this.position.has(resource);
  }

  /**
   * Returns all direct and indirect dependents of a resource, in the snapshot's order.
   * @param ignore URNs to skip, together with resources that depend only on them
   * @param includeChildren count a child as a dependent of its parent
   */
  dependingOn(root: ResourceState, ignore: ReadonlySet<URN>, includeChildren: boolean): ResourceState[] {
    const dependents: ResourceState[] = [];
    const found = new Set([root.urn]);
    const start = this.position.get(root);
    if (start === undefined) return [];
    for (const resource of this.resources.slice(start + 1)) {
      if (ignore.has(resource.urn)) continue;
      const { parent: _, ...others } = resource;
      const needs = dependencyUrns(includeChildren ? resource : others);
      if ([...needs].some((urn) => found.has(urn))) {
        dependents.push(resource);
        found.add(resource.urn);
      }
    }
    return dependents;
  }

  /**
   * The direct dependencies. Several resources can have the same URN: a replaced original and its replacement. Who depends on
   * a component also depends on the children that the component has so far.
   */
  dependenciesOf(resource: ResourceState): Set<ResourceState> {
    const own = this.position.get(resource) ?? this.resources.length;
    const isEarlier = (other: ResourceState) => this.position.get(other)! < own;
    const { parent, ...others } = resource;
    const result = new Set<ResourceState>();
    for (const urn of dependencyUrns(others))
      for (const other of (this.byUrn.get(urn) ?? []).filter(isEarlier)) {
        result.add(other);
        const children = other.custom ? [] : (this.children.get(urn) ?? []);
        for (const child of children.filter(isEarlier)) result.add(child);
      }
    if (parent !== undefined)
      for (const other of (this.byUrn.get(parent) ?? []).filter(isEarlier)) result.add(other);
    return result;
  }

  /**
   * The direct and indirect dependencies. Of an original and its replacement, a replaced original depends on the original,
   * and any other resource on the replacement.
   */
  transitiveDependenciesOf(resource: ResourceState): Set<ResourceState> {
    const result = new Set<ResourceState>();
    const lookup = (from: ResourceState, urn: URN): ResourceState | [] => {
      const found = this.byUrn.get(urn) ?? [];
      return found.findLast((other) => !!other.delete === !!from.delete) ?? found.at(-1) ?? [];
    };
    const needs = (from: ResourceState) => [...dependencyUrns(from)].flatMap((urn) => lookup(from, urn));
    const open = needs(resource);
    for (let next = open.pop(); next; next = open.pop()) {
      if (result.has(next)) continue;
      result.add(next);
      open.push(...needs(next));
    }
    result.delete(resource);
    return result;
  }
}

/**
 * Groups deletions into waves. Waves run one after the other, the deletions of one wave in parallel; a resource is in
 * a later wave than all its dependents.
 * @param steps in the order of the snapshot, so that the step of a dependency precedes those of its dependents
 */
export function deletionWaves<T extends { res: ResourceState }>(steps: T[], graph: DependencyGraph): T[][] {
  /** For each resource, the number of waves that must run after its own. */
  const depths = new Map<ResourceState, number>();
  const waves: T[][] = [];
  for (const step of steps) {
    let depth = 0;
    for (const needed of graph.dependenciesOf(step.res))
      depth = Math.max(depth, (depths.get(needed) ?? -1) + 1);
    depths.set(step.res, depth);
    (waves[depth] ??= []).push(step);
  }
  return waves.reverse();
}

/** The protected resources and everything they depend on: what `destroy --exclude-protected` keeps. */
export function neededByProtected(resources: readonly ResourceState[]): Set<ResourceState> {
  const graph = new DependencyGraph(resources);
  const kept = new Set<ResourceState>();
  for (const resource of resources) {
    if (!resource.protect) continue;
    kept.add(resource);
    for (const needed of graph.transitiveDependenciesOf(resource)) kept.add(needed);
  }
  return kept;
}
