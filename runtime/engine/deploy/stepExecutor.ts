import { deepEquals, Secret } from "../../protocol/values";
import type { EventSink, ResourceChanges, StepOp } from "../model/events";
import type { ResourceState } from "../model/state";
import { STACK_TYPE, type URN } from "../model/urn";
import type { Report } from "./deploymentState";
import { isInternal } from "./providerReference";
import { Semaphore } from "./semaphore";
import type { SnapshotManager } from "./snapshotManager";
import { act, type ActionContext, ProtectedError } from "./stepActions";
import { type Step, stepMetadata } from "./steps";

/** The deployment has been stopped, by an error elsewhere or by the user: nothing new is begun. */
export class StoppedError extends Error {
  constructor() {
    super("resource monitor shut down");
  }
}

/** A step failed, and that has been reported. */
export class StepFailedError extends Error {
  constructor(
    readonly step: Step,
    override readonly cause: unknown,
  ) {
    super("a step failed");
  }
}

export interface ExecutorOptions {
  parallel: number;
  continueOnError: boolean;
  dryRun: boolean;
  /** True when the whole operation is a refresh, whose steps are counted by what they found. */
  isRefresh: boolean;
  context: ActionContext;
  report: Report;
  events: EventSink;
  /** Absent in previews, which record nothing. */
  snapshots: SnapshotManager | undefined;
}

/** Does what has been decided: so many steps at a time, each told before and after, and recorded. */
export class StepExecutor {
  readonly changes: ResourceChanges = {};
  /** The steps that failed. */
  readonly failed: Step[] = [];
  errored = 0;
  private readonly stopper = new AbortController();
  private readonly slots: Semaphore;
  /** Steps with a new state, which may still get outputs. */
  private readonly registered = new Map<URN, Step>();
  private readonly states = new Map<URN, ResourceState>();

  constructor(private readonly options: ExecutorOptions) {
    this.slots = new Semaphore(options.parallel);
  }

  /** Begins nothing any more; what is under way ends by itself. */
  stop(): void {
    this.stopper.abort();
  }
  /** Aborted when the deployment has been stopped. */
  get stopping(): AbortSignal {
    return this.stopper.signal;
  }

  /**
   * Does steps one after the other.
   * @throws StepFailedError when one failed; the rest is left out
   * @throws StoppedError when the deployment was stopped before the last
   */
  async executeChain(steps: Step[]): Promise<void> {
    for (const step of steps) {
      await this.slots.run(async () => {
        if (this.stopping.aborted) throw new StoppedError();
        await this.execute(step);
      });
    }
  }

  /** Does independent steps, and waits for all of them. Failures are recorded, not thrown. */
  async executeParallel(steps: Step[]): Promise<void> {
    await Promise.all(
      steps.map((step) =>
        this.executeChain([step]).catch((error: unknown) => {
          if (!(error instanceof StepFailedError || error instanceof StoppedError)) throw error;
        }),
      ),
    );
  }

  private async execute(step: Step): Promise<void> {
    const { context, events, snapshots, dryRun } = this.options;
    const internal = isInternal(step.res) || step.op === "remove-pending-replace";
    if (!internal) events({ type: "resource-pre", step: stepMetadata(step), planning: dryRun });
    try {
      await snapshots?.begin(step);
    } catch (error) {
      this.fail(step, error, internal);
    }
    let partial: Error | undefined;
    try {
      partial = await act(step, context);
    } catch (error) {
      snapshots?.end(step, false);
      this.fail(step, error, internal);
    }
    if (step.new && step.op !== "replace") hideSecrets(step);
    if (partial) {
      // The resource is there, but not with these inputs: the next update has to try again.
      if (step.op === "update") step.new!.inputs = { ...step.old!.inputs };
      snapshots?.end(step, true);
      this.fail(step, partial, internal);
    }
    if (step.new && step.logical) {
      this.registered.set(step.urn, step);
      this.states.set(step.urn, step.new);
    }
    this.succeed(step, internal);
    snapshots?.end(step, true);
  }

  private succeed(step: Step, internal: boolean): void {
    const { events, dryRun, isRefresh } = this.options;
    if (internal) return;
    const asRefresh = isRefresh && step.op === "refresh";
    const op: StepOp = asRefresh ? step.resultOp! : step.op;
    if (asRefresh || (step.logical && (step.op !== "read" || readChanged(step))))
      this.changes[op] = (this.changes[op] ?? 0) + 1;
    // A component's outputs come with their own registration.
    const show = dryRun || step.res.custom || step.op === "delete" || step.op === "refresh";
    if (show) events({ type: "resource-outputs", step: stepMetadata(step, op), planning: dryRun });
  }

  private fail(step: Step, error: unknown, internal: boolean): never {
    const { report, events, dryRun, continueOnError } = this.options;
    const message = error instanceof Error ? error.message : String(error);
    report("error", dryRun ? `Preview failed: ${message}` : message, internal ? undefined : step.urn);
    this.errored++;
    this.failed.push(step);
    if (!dryRun && !internal) {
      const steps = Object.values(this.changes).reduce((sum, count) => sum + count, 0);
      events({ type: "resource-failed", step: stepMetadata(step), steps });
    }
    if (!continueOnError && !(error instanceof ProtectedError)) this.stop();
    throw new StepFailedError(step, error);
  }

  /**
   * Sets a component's outputs, or adds to the stack's.
   * @throws when the resource has not been registered, or its outputs have been registered before
   */
  registerOutputs(urn: URN, outputs: NonNullable<Step["new"]>["outputs"]): void {
    const { events, snapshots, dryRun } = this.options;
    const step = this.registered.get(urn);
    if (!step) throw new Error(`cannot complete a resource '${urn}' whose registration isn't pending`);
    this.registered.delete(urn);
    if (step.skippedCreate) return;
    const changed = !deepEquals(step.new!.outputs, outputs);
    step.new!.outputs = outputs;
    if (!isInternal(step.res)) {
      events({ type: "resource-outputs", step: stepMetadata(step), planning: dryRun });
    }
    if (changed) snapshots?.outputsChanged();
  }

  /** The id of a resource that has been registered. */
  idOf(urn: URN): string | undefined {
    return this.states.get(urn)?.id;
  }

  /** The state of a resource that has been registered. */
  stateOf(urn: URN): ResourceState | undefined {
    return this.states.get(urn);
  }

  /** The step that registered the stack, if it has been done and has no outputs yet. */
  get stackStep(): Step | undefined {
    return [...this.registered.values()].find((step) => step.res.type === STACK_TYPE);
  }
}

/** A read that found what was known is not counted among the changes. */
function readChanged({ old, new: state }: Step): boolean {
  return old !== undefined && state !== undefined && !deepEquals(old.outputs, state.outputs);
}

/** Marks the outputs that the program named, and those whose input of the same name is one, as secrets. */
function hideSecrets(step: Step): void {
  const state = step.new!;
  for (const key of Object.keys(state.outputs)) {
    const value = state.outputs[key]!;
    if (value instanceof Secret) continue;
    const input = state.inputs[key];
    const named = state.additionalSecretOutputs.includes(key);
    if (named || input instanceof Secret) state.outputs = { ...state.outputs, [key]: new Secret(value) };
  }
}
