import { removeOutputValues, type PropertyMap } from "../../protocol/values";
import { type InvokeResponse, UnsupportedError } from "../../protocol/provider";
import { type EventSink, reporterTo } from "../model/events";
import type { OperationRequest } from "../model/operation";
import type { ResourceState } from "../model/state";
import { makeUrn, STACK_TYPE, type URN } from "../model/urn";
import { messageOf } from "../workspace/userError";
import { BUILTIN_PACKAGE, BuiltinProvider } from "./builtins";
import { DefaultProviders } from "./defaultProviders";
import { generateDeletes } from "./deleteGenerator";
import { DependencyGraph, deletionWaves, dependencyUrns } from "./dependencyGraph";
import { type DeploymentState, PreviousState } from "./deploymentState";
import type { Goal, ReadGoal } from "./goal";
import { finishCreation, type Outcome, outcomeOfCreation } from "./interrupted";
import { BailError, messages } from "./messages";
import { packageOf } from "../model/providerReference";
import { type PluginSource, ProviderRegistry } from "./providerRegistry";
import { Semaphore } from "./semaphore";
import { SnapshotManager } from "./snapshotManager";
import { StepExecutor, StepFailedError, StoppedError } from "./stepExecutor";
import { StepGenerator } from "./stepGenerator";
import type { Step } from "./steps";
import { UrnTargets } from "./targets";

/** The result of a registration. */
interface RegisterResult {
  state: ResourceState;
  /** `fail`: the step failed and the deployment continues with resources that do not depend on it. */
  result: "success" | "fail" | "skip";
}

/**
 * One deployment: accepts registrations, generates and executes their steps, and finally deletes what was not
 * registered. Pulumi's `deploymentExecutor`.
 */
export class Deployment {
  readonly state: DeploymentState;
  readonly executor: StepExecutor;
  /** Absent in previews, which save nothing. */
  readonly snapshots: SnapshotManager | undefined;
  readonly defaults: DefaultProviders;
  private readonly builtins: BuiltinProvider;
  private readonly generator: StepGenerator;
  /** Limits how many registrations generate steps at a time; the executor has its own limit. */
  private readonly deciding: Semaphore;
  /** The resources that failed or were skipped; their dependents are skipped too. */
  private readonly failed = new Set<URN>();
  private stackOutputs: { urn: URN; outputs: PropertyMap } | undefined;
  /** Registrations in progress. */
  private readonly open = new Set<Promise<unknown>>();
  /** True when generating the steps of a registration failed. */
  generationFailed = false;

  constructor(
    request: Pick<
      OperationRequest,
      "kind" | "previewOf" | "project" | "stack" | "config" | "snapshot" | "sink" | "options" | "stackOutputs"
    >,
    plugins: PluginSource,
    events: EventSink,
  ) {
    const { kind, stack, snapshot, options } = request;
    const dryRun = kind === "preview";
    const previous = new PreviousState(snapshot);
    const report = reporterTo(events);
    this.builtins = new BuiltinProvider({
      stateOf: (urn) => this.executor.stateOf(urn),
      stackOutputs: request.stackOutputs,
      report,
    });
    const sources: PluginSource = {
      load: async (plugin) =>
        plugin.name === BUILTIN_PACKAGE
          ? { provider: this.builtins, adoptsInterrupted: false }
          : plugins.load(plugin),
    };
    this.state = {
      stack,
      project: request.project.name,
      dryRun,
      options,
      targets: new UrnTargets(options.targets),
      replaceTargets: new UrnTargets(options.replace),
      previous,
      providers: new ProviderRegistry(sources, () => previous.resources),
      report,
    };
    this.snapshots = dryRun
      ? undefined
      : new SnapshotManager(snapshot, () => previous.resources, previous.interrupted, request.sink);
    this.generator = new StepGenerator(this.state);
    this.executor = new StepExecutor({
      ...this.state,
      deletes: this.generator.deletes,
      isRefresh: kind === "refresh" || request.previewOf === "refresh",
      events,
      snapshots: this.snapshots,
    });
    this.deciding = new Semaphore(options.parallel);
    this.defaults = new DefaultProviders(async (goal) => (await this.register(goal)).state, request.config);
  }

  get hasFailed(): boolean {
    return this.generationFailed || this.generator.sawError || this.executor.errored > 0;
  }

  /** Reports targets that do not exist, which fail the deployment. True when all exist. */
  checkTargets(targets: UrnTargets): boolean {
    const { previous, report } = this.state;
    const unknown = targets.unknown([...this.generator.urns, ...previous.resources.map(({ urn }) => urn)]);
    for (const urn of unknown) report("error", messages.unknownTarget(urn));
    if (unknown.length > 0) this.generationFailed = true;
    return unknown.length === 0;
  }

  /** @throws StoppedError when the deployment is already stopped or this registration stops it */
  async register(goal: Goal): Promise<RegisterResult> {
    return this.track(async () => {
      const steps = await this.decide(goal, () => this.generator.register(goal));
      const state = steps.map((step) => step.new).findLast((candidate) => candidate !== undefined)!;
      return this.run(steps, state);
    });
  }

  /** Reads a resource that another program manages. */
  async read(goal: ReadGoal): Promise<RegisterResult> {
    return this.track(async () => {
      const steps = await this.decide(goal, async () => this.generator.read(goal));
      return this.run(steps, steps[0]!.new!);
    });
  }

  /** Sets a component's outputs. The stack's are kept until the result of the deployment is known. */
  registerOutputs(urn: URN, outputs: PropertyMap): void {
    const plain = removeOutputValues(outputs) as PropertyMap;
    if (urn.includes(`::${STACK_TYPE}::`)) this.stackOutputs = { urn, outputs: plain };
    else this.executor.registerOutputs(urn, plain);
  }

  /** Calls a function of a provider or a built-in function of the engine. */
  async invoke(token: string, args: PropertyMap, provider: string): Promise<InvokeResponse> {
    if (this.executor.stopping.aborted) throw new StoppedError();
    if (packageOf(token) === BUILTIN_PACKAGE) return this.builtins.invoke({ token, args });
    const source = await this.state.providers.get(provider);
    try {
      return await source.invoke({ token, args, preview: this.state.dryRun });
    } catch (error) {
      // The program would end with a stack trace around the message.
      if (error instanceof UnsupportedError) return this.abort(error);
      throw error;
    }
  }

  private async decide<T>(goal: Goal | ReadGoal, generate: () => Promise<T>): Promise<T> {
    try {
      return await this.deciding.run(async () => {
        if (this.executor.stopping.aborted) throw new StoppedError();
        return generate();
      });
    } catch (error) {
      if (error instanceof StoppedError) throw error;
      const { stack, project } = this.state;
      const { parent, type, name } = goal;
      const isKnown = parent !== undefined && this.generator.urns.has(parent);
      return this.abort(error, makeUrn(stack, project, isKnown ? parent : undefined, type, name));
    }
  }

  /**
   * Reports an error and stops the deployment: no other step starts.
   * @param urn the affected resource; default: the whole stack
   */
  abort(error: unknown, urn?: URN): never {
    this.fail(error, urn);
    this.executor.stop();
    throw new StoppedError();
  }

  private fail(error: unknown, urn?: URN): void {
    this.generationFailed = true;
    if (!(error instanceof BailError)) this.state.report("error", messageOf(error), urn);
  }

  /** Executes the steps of a registration, except those of resources that depend on a failed or skipped one. */
  private async run(steps: Step[], state: ResourceState): Promise<RegisterResult> {
    const remaining = steps.filter((step) => !this.skips(step));
    try {
      await this.executor.executeChain(remaining);
      const skipped = steps.some((step) => step.new === state && !remaining.includes(step));
      return { state, result: skipped ? "skip" : "success" };
    } catch (error) {
      if (!(error instanceof StepFailedError)) throw error;
      this.failed.add(state.urn);
      if (this.executor.stopping.aborted) throw new StoppedError();
      return { state, result: "fail" };
    }
  }

  /** Only happens with `--continue-on-error`. A skipped resource keeps its old state. */
  private skips({ res }: Step): boolean {
    if (this.failed.size === 0) return false;
    // Who uses a failed provider fails itself.
    const { provider: _, ...others } = res;
    const skipped = [...dependencyUrns(others)].some((urn) => this.failed.has(urn));
    if (skipped) this.failed.add(res.urn);
    return skipped;
  }

  private async track<T>(task: () => Promise<T>): Promise<T> {
    const running = task();
    this.open.add(running);
    try {
      return await running;
    } finally {
      this.open.delete(running);
    }
  }

  /** Waits until every started registration has succeeded or failed. */
  async settle(): Promise<void> {
    while (this.open.size > 0) await Promise.allSettled([...this.open]);
  }

  /** Deletes the resources that were not registered, dependents first. */
  async performDeletes(): Promise<void> {
    const { previous } = this.state;
    try {
      await this.findInterruptedCreations();
      const { kept, steps } = await generateDeletes(this.generator, this.state);
      await this.executor.executeChain(kept);
      const graph = new DependencyGraph(previous.resources);
      for (const wave of deletionWaves(steps, graph)) {
        const needed = new Set<ResourceState>();
        for (const { old } of this.executor.failed)
          if (old && graph.has(old))
            for (const other of graph.transitiveDependenciesOf(old)) needed.add(other);
        await this.executor.executeParallel(wave.filter((step) => !needed.has(step.res)));
        if (this.executor.stopping.aborted) return;
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /**
   * Resolves interrupted creations that no registration has resumed, so that the resources they created are deleted.
   */
  private async findInterruptedCreations(): Promise<void> {
    const { previous, providers, dryRun } = this.state;
    const resolve = dryRun ? outcomeOfCreation : finishCreation;
    for (const operation of [...previous.interrupted.values()]) {
      const { urn, provider } = operation.resource;
      if (operation.type !== "creating" || provider === undefined) continue;
      const outcome: Outcome = await providers
        .get(provider)
        .then((source) => resolve(operation, source))
        .catch(() => ({ kind: "unknown" })); // a provider that does not start cannot find it
      if (outcome.kind === "unknown") continue;
      previous.interrupted.delete(urn);
      if (outcome.kind === "absent") continue;
      if (this.generator.urns.has(urn))
        previous.markForDeletion(outcome.state, this.executor.stateOf(urn)?.id);
      else previous.adopt(outcome.state);
    }
  }

  /** Records the stack's outputs. After a failure, outputs that were not registered keep their old values. */
  finishStackOutputs(): void {
    if (!this.stackOutputs) return;
    const { urn, outputs } = this.stackOutputs;
    if (!this.executor.stackStep) return;
    const old = this.state.previous.get(urn)?.outputs ?? {};
    this.executor.registerOutputs(urn, this.hasFailed ? { ...old, ...outputs } : outputs);
  }
}
