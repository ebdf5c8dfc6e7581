import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";
import type { DeploymentState } from "./deploymentState";
import { isProviderType } from "../model/providerReference";
import type { StepExecutor } from "./stepExecutor";
import { refreshStep, type Step } from "./steps";

/**
 * Reads every resource and starts the deployment from the result. Drops interrupted creations like the official
 * `refresh`; the next update finds what they created.
 */
export async function refresh(deployment: DeploymentState, executor: StepExecutor): Promise<void> {
  const { previous, targets } = deployment;
  const steps = previous.resources
    .filter((resource) => targets.contains(resource.urn))
    .map((resource) => refreshStep(resource));
  try {
    await executor.executeParallel(steps);
  } finally {
    // Also after a failed read: the state keeps what the other reads found.
    rebuild(deployment, steps);
  }
}

/** Replaces the previous resources by what the reads found. */
function rebuild({ previous }: DeploymentState, steps: readonly Step[]): void {
  const refreshed = new Map<ResourceState, Step>(steps.map((step) => [step.old!, step]));
  const deleted = new Set<URN>();
  const resources: ResourceState[] = [];
  for (const resource of previous.resources) {
    const step = refreshed.get(resource);
    const state = step ? step.new : resource;
    if (state) resources.push(state);
    else if (!resource.delete) deleted.add(resource.urn);
  }
  previous.replaceAll(resources.map((resource) => withoutDependenciesOn(resource, deleted)));
}

/** Removes dependencies on deleted resources, which a snapshot must not contain. */
function withoutDependenciesOn(resource: ResourceState, deleted: ReadonlySet<URN>): ResourceState {
  const exists = (urn: URN) => !deleted.has(urn);
  if (isProviderType(resource.type)) return resource;
  const { deletedWith, parent, ...rest } = resource;
  return {
    ...rest,
    ...(deletedWith !== undefined && exists(deletedWith) ? { deletedWith } : {}),
    ...(parent !== undefined && exists(parent) ? { parent } : {}),
    dependencies: resource.dependencies.filter(exists),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies)
        .map(([key, urns]): [string, URN[]] => [key, urns.filter(exists)])
        // The official engine drops properties without dependencies here.
        .filter(([, urns]) => urns.length > 0),
    ),
  };
}
