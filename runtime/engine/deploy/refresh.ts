import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";
import type { DeploymentState } from "./deploymentState";
import { isProviderType } from "./providerReference";
import type { StepExecutor } from "./stepExecutor";
import { refreshStep, type Step } from "./steps";

/**
 * Asks the providers what became of every resource, and takes that as the state from which the deployment starts.
 * Creations that were interrupted are dropped, as the official refresh does when asked to: what they made is found by
 * the next update.
 */
export async function refresh(deployment: DeploymentState, executor: StepExecutor): Promise<void> {
  const { previous, targets } = deployment;
  const steps = previous.resources
    .filter((resource) => targets.contains(resource.urn))
    .map((resource) => refreshStep(resource));
  await executor.executeParallel(steps);
  const refreshed = new Map<ResourceState, Step>(steps.map((step) => [step.old!, step]));
  const gone = new Set<URN>();
  const resources: ResourceState[] = [];
  for (const resource of previous.resources) {
    const step = refreshed.get(resource);
    const state = step ? step.new : resource;
    if (state) resources.push(state);
    else if (!resource.delete) gone.add(resource.urn);
  }
  previous.replaceAll(resources.map((resource) => withoutDependenciesOn(resource, gone)));
}

/** What is gone cannot be depended on. */
function withoutDependenciesOn(resource: ResourceState, gone: ReadonlySet<URN>): ResourceState {
  const isThere = (urn: URN) => !gone.has(urn);
  if (gone.size === 0 || isProviderType(resource.type)) return resource;
  const { deletedWith, parent, ...rest } = resource;
  return {
    ...rest,
    ...(deletedWith !== undefined && isThere(deletedWith) ? { deletedWith } : {}),
    ...(parent !== undefined && isThere(parent) ? { parent } : {}),
    dependencies: resource.dependencies.filter(isThere),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, urns.filter(isThere)]),
    ),
  };
}
