import type { DiffResponse } from "../../protocol/provider";
import { deepEquals, type PropertyMap, withoutUnknowns } from "../../protocol/values";
import type { PendingOperation, ResourceState } from "../model/state";
import { makeUrn, STACK_TYPE, type URN, urnType } from "../model/urn";
import { Aliases } from "./aliases";
import { applyAutonaming } from "./autonaming";
import { type CheckNaming, DiffUnavailableError, identityOf } from "./configuredProvider";
import { dependencyUrns } from "./dependencyGraph";
import type { DeploymentState } from "./deploymentState";
import { deletedWith, dependentReplacements } from "./dependentReplacements";
import {
  applyReplaceOnChanges,
  decide,
  NO_DIFF,
  processIgnoreChanges,
  replacedBecauseOf,
  SOME_DIFF,
} from "./diff";
import {
  type Goal,
  inheritFromParent,
  type InheritedOptions,
  type ReadGoal,
  stateOfGoal,
  stateOfRead,
} from "./goal";
import { isGone, outcomeOfCreation } from "./interrupted";
import { BailError, messages } from "./messages";
import { isProviderType, providerUrn } from "../model/providerReference";
import {
  createReplacementStep,
  createStep,
  deleteReplacedStep,
  deleteStep,
  readReplacementStep,
  readStep,
  replaceStep,
  sameStep,
  skippedCreateStep,
  type Step,
  untargetedStep,
  updateStep,
} from "./steps";

/**
 * Generates the steps of registrations: Pulumi's `stepGenerator`. It calls providers (check, diff) but changes no
 * resource. Registrations run concurrently and share this state, which only changes between two awaits.
 */
export class StepGenerator {
  /** The registered URNs. */
  readonly urns = new Set<URN>();
  readonly deletes = new Set<URN>();
  private readonly replaces = new Set<URN>();
  private readonly creates = new Set<URN>();
  /** The resources that a step keeps, updates or reads. */
  private readonly kept = new Set<URN>();
  private readonly skippedCreates = new Set<URN>();
  /** The registered targets and, with `--target-dependents`, their dependents. */
  private readonly targetDependents = new Set<URN>();
  /** Replaced before they are registered, because a dependency is replaced. */
  readonly pendingDeletes = new Set<ResourceState>();
  private readonly dependentReplaceKeys = new Map<URN, string[]>();
  private readonly aliases: Aliases;
  /** The options that children inherit, by the parent's URN. */
  private readonly inheritable = new Map<URN | undefined, InheritedOptions>();
  /** The inputs of the registered providers. */
  private readonly providerInputs = new Map<URN, PropertyMap>();
  /** True when a preview reported an error and continued. */
  sawError = false;

  constructor(private readonly deployment: DeploymentState) {
    this.aliases = new Aliases(deployment);
  }

  /**
   * Returns the steps of a registration, to be executed one after the other.
   * @throws BailError when the error is already reported, any other Error otherwise
   */
  async register(registration: Goal): Promise<Step[]> {
    const steps = await this.decide(registration);
    for (const step of steps) {
      const creates = step.op === "create" || step.op === "create-replacement";
      if (creates && this.deployment.previous.interrupted.get(step.urn)?.type === "creating")
        step.resumed = true;
    }
    return steps;
  }

  private async decide(registration: Goal): Promise<Step[]> {
    const { previous } = this.deployment;
    const urn = this.claim(registration.parent, registration.type, registration.name);
    const inherited = inheritFromParent(registration, this.inheritable.get(registration.parent));
    this.inheritable.set(urn, inherited);
    const { goal, naming } = applyAutonaming(inherited, urn, this.deployment);
    let old = this.aliases.findOld(goal, urn, this.urns);
    const interrupted = previous.interrupted.get(urn);
    if (interrupted && goal.custom && !isProviderType(goal.type))
      old = await this.resume(interrupted, goal, old);
    const pending = previous.interrupted.get(urn);

    const { inputs, invalid } = old
      ? processIgnoreChanges(goal.properties, old.inputs, goal.ignoreChanges)
      : { inputs: goal.properties, invalid: [] };
    if (invalid.length > 0) this.deployment.report("info", messages.ignoredNothing(invalid), urn);
    const state = stateOfGoal(goal, urn, inputs, old);
    const targeted = this.isTargeted(state);
    const recreating = old !== undefined && this.deletes.has(urn);
    const wasExternal = old?.external === true;
    const fresh = !old || recreating || wasExternal || this.mustReplace(urn, old);

    if (!targeted) state.inputs = old?.inputs ?? inputs;
    else if (goal.custom) {
      const olds = fresh ? namesGiven(pending) : old!.inputs;
      state.inputs = await this.check(state, olds, fresh ? goal.properties : inputs, naming);
    }

    if (isProviderType(goal.type)) this.providerInputs.set(urn, state.inputs);

    if (old && recreating) {
      this.deletes.delete(urn);
      this.replaces.add(urn);
      const diff = { ...NO_DIFF, replaces: this.dependentReplaceKeys.get(urn) ?? [] };
      return [replaceStep(old, state, undefined), createReplacementStep(old, state, diff, false)];
    }
    if (old && wasExternal) {
      this.creates.add(urn);
      return [createReplacementStep(old, state, undefined, true), replaceStep(old, state, undefined)];
    }
    if (this.isNamedTarget(state)) this.targetDependents.add(urn);
    if (old) return targeted ? this.change(goal, old, state, naming, pending) : this.carryOver(urn, old);
    if (!targeted) {
      this.kept.add(urn);
      this.skippedCreates.add(urn);
      return [skippedCreateStep(state)];
    }
    this.rejectSkippedDependencies(state);
    this.creates.add(urn);
    return [createStep(state)];
  }

  /** Returns the steps for a resource that the program only reads. */
  read(goal: ReadGoal): Step[] {
    const urn = this.claim(goal.parent, goal.type, goal.name);
    const old = this.deployment.previous.get(urn);
    const state = stateOfRead(goal, urn);
    if (old && !old.external && old.id !== goal.id) {
      this.replaces.add(urn);
      return [readReplacementStep(old, state), replaceStep(old, state, undefined)];
    }
    this.kept.add(urn);
    return [readStep(old, state)];
  }

  /** Reserves the URN of a new registration. */
  private claim(parent: URN | undefined, type: string, name: string): URN {
    const { stack, project } = this.deployment;
    if (parent !== undefined && !this.urns.has(parent))
      throw new Error(`could not find parent resource ${parent}`);
    const urn = makeUrn(stack, project, parent, type, name);
    if (this.urns.has(urn)) throw new Error(messages.duplicateUrn(urn));
    this.urns.add(urn);
    return urn;
  }

  /** Finds the result of an interrupted operation and returns the old state that follows from it. */
  private async resume(
    pending: PendingOperation,
    goal: Goal,
    old: ResourceState | undefined,
  ): Promise<ResourceState | undefined> {
    const { previous, providers } = this.deployment;
    if (pending.type === "creating" && goal.provider !== undefined) {
      const outcome = await outcomeOfCreation(pending, await providers.get(goal.provider));
      if (outcome.kind === "found") previous.adopt(outcome.state);
      if (outcome.kind !== "unknown") previous.interrupted.delete(pending.resource.urn);
      return previous.get(pending.resource.urn) ?? old;
    }
    if (pending.type === "deleting" && old?.provider !== undefined) {
      if (await isGone(old, await providers.get(old.provider))) {
        previous.drop(old);
        return undefined;
      }
    }
    return old;
  }

  /** Providers and the stack itself are always targeted. */
  private isTargeted(state: ResourceState): boolean {
    const implicit = isProviderType(state.type) || state.type === STACK_TYPE;
    return !this.deployment.targets.isConstrained || implicit || this.isNamedTarget(state);
  }

  /** True for a resource that the user named; with `--target-dependents`, also for its dependents. */
  private isNamedTarget(state: ResourceState): boolean {
    const { targets, options } = this.deployment;
    if (targets.names(state.urn)) return true;
    if (!options.targetDependents) return false;
    return [...dependencyUrns(state)].some(
      (needed) => targets.names(needed) || this.targetDependents.has(needed),
    );
  }

  /** True when the user requested the replacement, with `--target-replace` or `pulumi state taint`. */
  private mustReplace(urn: URN, old: ResourceState): boolean {
    return old.taint === true || this.deployment.replaceTargets.names(urn);
  }

  private async check(
    state: ResourceState,
    olds: PropertyMap | undefined,
    news: PropertyMap,
    naming: CheckNaming,
  ): Promise<PropertyMap> {
    const { dryRun, providers, report } = this.deployment;
    const { urn } = state;
    const manager = await providers.managerOf(state);
    // In an update only the outputs of failed resources are unknown, with `--continue-on-error`.
    const sent = dryRun ? news : withoutUnknowns(news);
    const { inputs, failures } = await manager.check(identityOf(state), olds, sent, naming);
    for (const { property, reason } of failures) {
      const text =
        property === ""
          ? messages.invalidResource(urn, reason)
          : messages.invalidProperty(urn, property, news, reason);
      report("error", text, urn);
    }
    if (failures.length > 0) throw new BailError(`resource ${urn} is invalid`);
    return inputs;
  }

  /** Returns the steps for an existing resource. */
  private async change(
    goal: Goal,
    old: ResourceState,
    state: ResourceState,
    naming: CheckNaming,
    pending: PendingOperation | undefined,
  ): Promise<Step[]> {
    const { urn } = state;
    const hasInitErrors = old.initErrors.length > 0;
    const plain = await this.diff(old, state);
    const diff = applyReplaceOnChanges(plain, goal.replaceOnChanges, hasInitErrors);
    const decision = decide({
      old,
      diff,
      deleteBeforeReplace: goal.deleteBeforeReplace,
      interrupted: pending?.type === "updating",
    });
    if (decision === "same") {
      this.kept.add(urn);
      return [sameStep(old, state)];
    }
    this.rejectSkippedDependencies(state);
    if (decision === "update") {
      this.kept.add(urn);
      return [updateStep(old, state, diff.changes === "some" ? diff : NO_DIFF, goal.ignoreChanges)];
    }

    if (state.protect && old.protect) {
      this.deployment.report("error", messages.protectedReplace(urn), urn);
      this.sawError = true;
      if (!this.deployment.dryRun) throw new BailError(messages.protectedReplace(urn));
    }
    this.replaces.add(urn);
    // The check may have carried over values of the old resource; the replacement must not have them.
    if (goal.custom && !this.mustReplace(urn, old)) {
      state.inputs = await this.check(state, namesGiven(pending), goal.properties, naming);
    }
    if (decision === "replace")
      return [createReplacementStep(old, state, diff, true), replaceStep(old, state, diff)];
    const dependents = await this.cascade(old, urn);
    // Resources that are deleted with this one need no separate deletion.
    if (!old.pendingReplacement) this.deletes.add(old.urn);
    return [
      ...dependents,
      ...(old.pendingReplacement ? [] : [deleteReplacedStep(old, true)]),
      replaceStep(old, state, diff),
      createReplacementStep(old, state, diff, false),
    ];
  }

  private async diff(old: ResourceState, state: ResourceState): Promise<DiffResponse> {
    const { urn, ignoreChanges = [] } = state;
    if (this.mustReplace(urn, old)) return replacedBecauseOf("id");
    if (state.deletedWith !== undefined && this.replaces.has(state.deletedWith))
      return replacedBecauseOf("deletedWith");
    if (await this.providerChanged(old, state)) return replacedBecauseOf("provider");
    if (!state.custom) return deepEquals(old.inputs, state.inputs) ? NO_DIFF : SOME_DIFF;
    const manager = await this.deployment.providers.managerOf(state);
    try {
      return await manager.diff(identityOf(state), old, state.inputs, ignoreChanges);
    } catch (error) {
      if (!(error instanceof DiffUnavailableError)) throw error;
      this.deployment.report("warning", error.message, urn);
      return SOME_DIFF;
    }
  }

  /** True when the resource has another provider that cannot manage the existing object. */
  private async providerChanged(old: ResourceState, state: ResourceState): Promise<boolean> {
    if (old.provider === state.provider) return false;
    if (old.provider === undefined || state.provider === undefined) return true;
    const oldUrn = providerUrn(old.provider);
    const newUrn = providerUrn(state.provider);
    if (this.aliases.newUrn(oldUrn) === newUrn) return false;
    const oldProvider = this.deployment.previous.get(oldUrn);
    const newInputs = this.providerInputs.get(newUrn);
    if (!oldProvider || !newInputs) return true;
    const identity = identityOf({ urn: newUrn, type: urnType(newUrn) });
    const diff = await this.deployment.providers.diff(identity, oldProvider, newInputs, []);
    return diff.replaces.length > 0;
  }

  /** Returns the early deletions of all dependents that the replacement of `root`, which is now called `urn`, replaces. */
  private async cascade(root: ResourceState, urn: URN): Promise<Step[]> {
    const steps: Step[] = [];
    const found = [
      ...(await dependentReplacements(root, this.decided(), this.deployment)),
      ...deletedWith(urn, this.deployment),
    ];
    for (const { resource, keys } of found.reverse()) {
      if (this.pendingDeletes.has(resource)) continue;
      // Registered while the providers were called, so it no longer depends on the root.
      if (this.urns.has(resource.urn)) continue;
      this.dependentReplaceKeys.set(resource.urn, keys);
      if (resource.delete) steps.push(deleteStep(resource));
      else {
        if (resource.protect) throw new Error(messages.protectedCascade(resource.urn, urn));
        steps.push(deleteReplacedStep(resource, true));
      }
      this.deletes.add(resource.urn);
      this.pendingDeletes.add(resource);
    }
    return steps;
  }

  /** Keeps a resource that is not targeted, and its dependencies that are not registered. */
  private carryOver(urn: URN, old: ResourceState): Step[] {
    const { previous, providers } = this.deployment;
    if (old.provider !== undefined && !providers.has(old.provider))
      throw new Error(messages.unregisteredProvider(old.provider, urn));
    const steps: Step[] = [];
    const visit = (resource: ResourceState) => {
      this.urns.add(resource.urn);
      this.kept.add(resource.urn);
      for (const needed of dependencyUrns(resource)) {
        const other = previous.get(needed);
        const isProvider = resource.provider !== undefined && providerUrn(resource.provider) === needed;
        if (other && !this.hasStep(needed) && !(isProvider && this.isOperatedOn(needed))) visit(other);
      }
      steps.push(untargetedStep(resource));
    };
    this.kept.add(urn); // The old URN differs if it was found by an alias.
    visit(old);
    return steps;
  }

  private hasStep(urn: URN): boolean {
    return [this.creates, this.kept, this.deletes, this.replaces].some((set) => set.has(urn));
  }

  /** The URNs that are registered, or deleted because of a replacement. */
  decided(): ReadonlySet<URN> {
    return new Set([...this.urns, ...this.deletes]);
  }

  /** True when a step keeps, changes or replaces the resource, also under a new URN. */
  isOperatedOn(urn: URN): boolean {
    const current = this.aliases.newUrn(urn) ?? urn;
    return this.kept.has(current) || this.replaces.has(current);
  }

  private rejectSkippedDependencies(state: ResourceState): void {
    for (const needed of dependencyUrns(state))
      if (this.skippedCreates.has(needed)) throw new Error(messages.untargetedCreate(state.urn, needed));
  }
}

/** The inputs of an interrupted creation. The check then chooses the same name again. */
const namesGiven = (pending: PendingOperation | undefined): PropertyMap | undefined =>
  pending?.type === "creating" ? pending.resource.inputs : undefined;
