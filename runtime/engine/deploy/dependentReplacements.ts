import { type PropertyMap, UNKNOWN } from "../../protocol/values";
import { providerUrn } from "../model/providerReference";
import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";
import { identityOf } from "./configuredProvider";
import type { DeploymentState } from "./deploymentState";
import { applyReplaceOnChanges, isReplacement } from "./diff";

/** A resource that must be replaced, and the properties that require it. */
export interface DependentReplacement {
  resource: ResourceState;
  keys: string[];
}

/**
 * Returns the resources that must be replaced when `root` is deleted before it is replaced, in the snapshot's order.
 * A dependent qualifies when its provider would replace it if the inputs from replaced resources were unknown, or when it is
 * deleted with a replaced resource.
 * @param decided URNs with steps: what has been registered before the root cannot depend on it
 */
export async function dependentReplacements(
  root: ResourceState,
  decided: ReadonlySet<URN>,
  { previous, providers }: Pick<DeploymentState, "previous" | "providers">,
): Promise<DependentReplacement[]> {
  const result: DependentReplacement[] = [];
  const replaced = new Set([root.urn]);
  for (const resource of previous.graph.dependingOn(root, decided, false)) {
    const keys = await replaceKeys(resource);
    if (!keys) continue;
    result.push({ resource, keys });
    replaced.add(resource.urn);
  }
  return result;

  async function replaceKeys(resource: ResourceState): Promise<string[] | undefined> {
    if (!resource.custom || resource.external) return undefined;
    if (resource.provider !== undefined && replaced.has(providerUrn(resource.provider))) return [];
    if (resource.deletedWith !== undefined && replaced.has(resource.deletedWith)) return [];
    let depends = false;
    const inputs: PropertyMap = {};
    for (const [key, value] of Object.entries(resource.inputs)) {
      const changes = (resource.propertyDependencies[key] ?? []).some((urn) => replaced.has(urn));
      depends ||= changes;
      inputs[key] = changes ? UNKNOWN : value;
    }
    if (!depends) return undefined;
    const manager = await providers.managerOf(resource);
    const diff = await manager.diff(identityOf(resource), resource, inputs, resource.ignoreChanges ?? []);
    const replaceOnChanges = (resource.rest?.replaceOnChanges ?? []) as string[];
    const changed = applyReplaceOnChanges(diff, replaceOnChanges, false);
    return isReplacement(changed) ? changed.replaces : undefined;
  }
}

/** Returns the resources that are deleted with `urn`. */
export const deletedWith = (
  urn: URN,
  { previous }: Pick<DeploymentState, "previous">,
): DependentReplacement[] =>
  previous.resources
    .filter((resource) => !resource.delete && resource.deletedWith === urn)
    .map((resource) => ({ resource, keys: [] }));
