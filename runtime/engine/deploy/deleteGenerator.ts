import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";
import { neededByProtected } from "./dependencyGraph";
import type { DeploymentState } from "./deploymentState";
import { dependentReplacements } from "./dependentReplacements";
import { BailError, messages } from "./messages";
import type { StepGenerator } from "./stepGenerator";
import { deleteReplacedStep, deleteStep, removePendingReplaceStep, type Step } from "./steps";

/**
 * Returns the deletions at the end of a deployment: replaced originals, and resources that the program no longer
 * registers.
 * @throws BailError when targets are given and an untargeted resource would be deleted too
 */
export async function generateDeletes(
  generator: StepGenerator,
  deployment: DeploymentState,
): Promise<Step[]> {
  const { previous, targets, options, dryRun, report } = deployment;
  const allowed = await allowedByTargets(generator, deployment);
  const kept = new Set<ResourceState>(options.excludeProtected ? neededByProtected(previous.resources) : []);
  const steps: Step[] = [];
  for (const resource of previous.resources) {
    const step = deletionOf(resource, generator);
    if (!step || (allowed && !allowed.has(resource.urn)) || kept.has(resource)) continue;
    generator.deletes.add(resource.urn);
    steps.push(step);
  }
  if (!targets.isConstrained || options.targetDependents) return steps;
  const untargeted = steps.filter((step) => !targets.names(step.urn));
  for (const step of untargeted) report("error", messages.untargetedDelete(step.urn), step.urn);
  if (untargeted.length > 0) {
    generator.sawError = true;
    if (!dryRun) throw new BailError("delete untargeted resource");
  }
  return steps;
}

function deletionOf(resource: ResourceState, generator: StepGenerator): Step | undefined {
  if (resource.delete)
    return generator.pendingDeletes.has(resource) ? undefined : deleteReplacedStep(resource, false);
  const urn = generator.aliased.get(resource.urn) ?? resource.urn;
  const { sames, updates, replaces, reads } = generator;
  if ([sames, updates, replaces, reads].some((set) => set.has(urn))) return undefined;
  return resource.pendingReplacement ? removePendingReplaceStep(resource) : deleteStep(resource);
}

/** The targets and every resource that must be deleted with them; undefined when no target is given. */
async function allowedByTargets(
  generator: StepGenerator,
  deployment: DeploymentState,
): Promise<Set<URN> | undefined> {
  const { previous, targets } = deployment;
  if (!targets.isConstrained) return undefined;
  const allowed = new Set<URN>();
  for (const resource of previous.resources) {
    if (!targets.names(resource.urn)) continue;
    allowed.add(resource.urn);
    for (const dependent of previous.graph.dependingOn(resource, new Set(), true)) allowed.add(dependent.urn);
    for (const { resource: other } of await dependentReplacements(resource, generator.urns, deployment))
      allowed.add(other.urn);
  }
  return allowed;
}
