import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";
import { dependencyUrns } from "./dependencyGraph";
import type { DeploymentState } from "./deploymentState";
import type { StepExecutor } from "./stepExecutor";
import { refreshStep, type Step } from "./steps";

/**
 * Reads every resource and starts the deployment from the result. Drops interrupted creations like the official
 * `refresh`; the next update finds what they created.
 */
export async function refresh(deployment: DeploymentState, executor: StepExecutor): Promise<void> {
  const steps = targeted(deployment).map((resource) => refreshStep(resource));
  // A failed read does not stop the others: the state keeps what they find.
  await executor.executeParallel(steps);
  rebuild(deployment, steps);
  if (executor.errored > 0) executor.stop();
}

/** The resources to read: the targets and, with `--target-dependents`, what depends on them. */
function targeted({ previous, targets, options }: DeploymentState): ResourceState[] {
  const dependents = new Set<URN>();
  return previous.resources.filter((resource) => {
    if (targets.contains(resource.urn)) return true;
    if (!options.targetDependents) return false;
    const { provider: _, ...others } = resource;
    const depends = [...dependencyUrns(others)].some((urn) => targets.names(urn) || dependents.has(urn));
    if (depends) dependents.add(resource.urn);
    return depends;
  });
}

/** Replaces the previous resources by what the reads found. */
function rebuild({ previous }: DeploymentState, steps: readonly Step[]): void {
  const refreshed = new Map<ResourceState, Step>(steps.map((step) => [step.old!, step]));
  const resources = previous.resources.flatMap((resource) => {
    const step = refreshed.get(resource);
    return (step ? step.new : resource) ?? [];
  });
  previous.replaceAll(withoutMissingDependencies(resources));
}

/**
 * Removes dependencies on deleted resources, which a snapshot must not contain. An original and its replacement have the same
 * URN, so a resource can depend on a URN as soon as one of them precedes it.
 */
function withoutMissingDependencies(resources: readonly ResourceState[]): ResourceState[] {
  const all = new Set(resources.map(({ urn }) => urn));
  const earlier = new Set<URN>();
  const isThere = (urn: URN) => earlier.has(urn);
  return resources.map((resource) => {
    const { deletedWith, parent, ...rest } = resource;
    earlier.add(resource.urn);
    return {
      ...rest,
      ...(parent !== undefined && all.has(parent) ? { parent } : {}),
      ...(deletedWith !== undefined && isThere(deletedWith) ? { deletedWith } : {}),
      dependencies: resource.dependencies.filter(isThere),
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies)
          .map(([key, urns]): [string, URN[]] => [key, urns.filter(isThere)])
          // The official engine drops properties without dependencies here.
          .filter(([, urns]) => urns.length > 0),
      ),
    };
  });
}
