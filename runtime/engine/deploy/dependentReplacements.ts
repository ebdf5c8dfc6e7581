import { type PropertyMap, UNKNOWN } from "../../protocol/values";
import type { ResourceState } from "../model/state";
import { type URN, urnName } from "../model/urn";
import type { DeploymentState } from "./deploymentState";
import { fromProvider, isReplacement } from "./diff";
import { isProviderType, providerUrn } from "../model/providerReference";

/**
 * Returns the resources that must be replaced when `root` is deleted before it is replaced, in the snapshot's order.
 * A dependent qualifies when its provider would replace it if the inputs from replaced resources were unknown.
 * @param registered URNs that are already registered and therefore cannot depend on the root
 */
export async function dependentReplacements(
  root: ResourceState,
  registered: ReadonlySet<URN>,
  { previous, providers }: Pick<DeploymentState, "previous" | "providers">,
): Promise<{ resource: ResourceState; keys: string[] }[]> {
  const result: { resource: ResourceState; keys: string[] }[] = [];
  const replaced = new Set([root.urn]);
  for (const resource of previous.graph.dependingOn(root, registered, false)) {
    const keys = await replaceKeys(resource);
    if (!keys) continue;
    result.push({ resource, keys });
    replaced.add(resource.urn);
  }
  return result;

  async function replaceKeys(resource: ResourceState): Promise<string[] | undefined> {
    if (!resource.custom || resource.external) return undefined;
    if (resource.provider !== undefined && replaced.has(providerUrn(resource.provider))) return [];
    let depends = false;
    const inputs: PropertyMap = {};
    for (const [key, value] of Object.entries(resource.inputs)) {
      const changes = (resource.propertyDependencies[key] ?? []).some((urn) => replaced.has(urn));
      depends ||= changes;
      inputs[key] = changes ? UNKNOWN : value;
    }
    if (!depends) return undefined;
    const identity = { urn: resource.urn, name: urnName(resource.urn), type: resource.type };
    const diff = isProviderType(resource.type)
      ? await providers.diff(identity, resource, inputs, [])
      : fromProvider(
          await (
            await providers.get(resource.provider!)
          ).diff({
            ...identity,
            id: resource.id!,
            oldInputs: resource.inputs,
            oldOutputs: resource.outputs,
            news: inputs,
            ignoreChanges: [],
          }),
          resource.inputs,
          inputs,
          [],
        );
    return isReplacement(diff) ? diff.replaceKeys : undefined;
  }
}
