import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";
import { neededByProtected } from "./dependencyGraph";
import type { DeploymentState } from "./deploymentState";
import { deletedWith, dependentReplacements } from "./dependentReplacements";
import { BailError, messages } from "./messages";
import type { StepGenerator } from "./stepGenerator";
import { deleteReplacedStep, deleteStep, removePendingReplaceStep, type Step, untargetedStep } from "./steps";

/**
 * Returns the steps at the end of a deployment: for resources that the program no longer registers and that are kept because
 * they are not targeted, and the deletions of all others and of replaced originals.
 * @throws BailError when targets are given and an untargeted resource would be deleted too
 */
export async function generateDeletes(
  generator: StepGenerator,
  deployment: DeploymentState,
): Promise<{ kept: Step[]; steps: Step[] }> {
  const { previous, targets, options, dryRun, report } = deployment;
  const allowed = await allowedByTargets(generator, deployment);
  const needed = new Set<ResourceState>(
    options.excludeProtected ? neededByProtected(previous.resources) : [],
  );
  const kept: Step[] = [];
  const steps: Step[] = [];
  for (const resource of previous.resources) {
    if (allowed && !allowed.has(resource.urn)) {
      if (!generator.isOperatedOn(resource.urn)) kept.push(untargetedStep(resource));
      continue;
    }
    const step = deletionOf(resource, generator);
    if (!step || needed.has(resource)) continue;
    generator.deletes.add(resource.urn);
    steps.push(step);
  }
  if (!targets.isConstrained || options.targetDependents) return { kept, steps };
  const untargeted = steps.filter((step) => !targets.names(step.urn));
  for (const step of untargeted) report("error", messages.untargetedDelete(step.urn), step.urn);
  if (untargeted.length > 0) {
    generator.sawError = true;
    if (!dryRun) throw new BailError("delete untargeted resource");
  }
  return { kept, steps };
}

function deletionOf(resource: ResourceState, generator: StepGenerator): Step | undefined {
  if (resource.delete)
    return generator.pendingDeletes.has(resource) ? undefined : deleteReplacedStep(resource, false);
  if (generator.isOperatedOn(resource.urn)) return undefined;
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
  const open = previous.resources.filter((resource) => targets.names(resource.urn));
  for (let next = open.shift(); next; next = open.shift()) {
    if (allowed.has(next.urn)) continue;
    allowed.add(next.urn);
    open.push(...previous.graph.dependingOn(next, allowed, true));
  }
  const decided = generator.decided();
  for (const target of previous.resources.filter(({ urn }) => allowed.has(urn)))
    for (const { resource } of [
      ...(await dependentReplacements(target, decided, deployment)),
      ...deletedWith(target.urn, deployment),
    ])
      allowed.add(resource.urn);
  return allowed;
}
