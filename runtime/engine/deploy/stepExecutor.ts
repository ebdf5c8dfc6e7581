import { type InitializationError, textOfReasons } from "../../protocol/provider";
import { deepEquals, Secret } from "../../protocol/values";
import type { EventSink, ResourceChanges, StepOp } from "../model/events";
import type { ResourceState } from "../model/state";
import { STACK_TYPE, type URN } from "../model/urn";
import { messageOf } from "../workspace/userError";
import type { DeploymentState } from "./deploymentState";
import { isDefaultProvider } from "../model/providerReference";
import { Semaphore } from "./semaphore";
import type { SnapshotManager } from "./snapshotManager";
import { act, type ActionContext, ProtectedError } from "./stepActions";
import { type Step, stepMetadata } from "./steps";

/** The deployment was stopped, by an error or by the user; no more steps start. */
export class StoppedError extends Error {
  constructor() {
    super("resource monitor shut down");
  }
}

/** A step failed and the error was reported. */
export class StepFailedError extends Error {}

interface ExecutorContext extends ActionContext, Pick<DeploymentState, "options"> {
  /** True when the whole operation is a refresh, whose steps are counted by their results. */
  isRefresh: boolean;
  events: EventSink;
  /** Undefined in previews, which record nothing. */
  snapshots: SnapshotManager | undefined;
}

/** Executes steps with bounded parallelism, emits events and records snapshots. */
export class StepExecutor {
  readonly changes: ResourceChanges = {};
  readonly failed: Step[] = [];
  errored = 0;
  private readonly stopper = new AbortController();
  private readonly slots: Semaphore;
  /** Steps whose resource may still register outputs. */
  private readonly registered = new Map<URN, Step>();
  private readonly states = new Map<URN, ResourceState>();

  constructor(private readonly context: ExecutorContext) {
    this.slots = new Semaphore(context.options.parallel);
  }

  /** Starts no more steps; running steps finish. */
  stop(): void {
    this.stopper.abort();
  }
  /** Aborted when the deployment is stopped. */
  get stopping(): AbortSignal {
    return this.stopper.signal;
  }

  /**
   * Executes steps one after the other.
   * @throws StepFailedError when a step failed; the rest is skipped
   * @throws StoppedError when the deployment was stopped before the last step
   */
  async executeChain(steps: Step[]): Promise<void> {
    for (const step of steps) {
      await this.slots.run(async () => {
        if (this.stopping.aborted) throw new StoppedError();
        await this.execute(step);
      });
    }
  }

  /** Executes independent steps and waits for all of them. Failures are recorded, not thrown. */
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
    const { events, snapshots, dryRun } = this.context;
    const internal = isDefaultProvider(step.urn) || step.op === "remove-pending-replace";
    if (!internal) events({ type: "resource-pre", step: stepMetadata(step), planning: dryRun });
    try {
      await snapshots?.begin(step);
    } catch (error) {
      this.fail(step, error, internal);
    }
    let partial: InitializationError | undefined;
    try {
      partial = await act(step, this.context);
    } catch (error) {
      snapshots?.end(step, false);
      this.fail(step, error, internal);
    }
    if (step.new && step.op !== "replace") hideSecrets(step);
    if (partial) {
      // The resource exists without these inputs: keep the old ones, so that the next update tries again.
      if (step.op === "update") step.new!.inputs = { ...step.old!.inputs };
      snapshots?.end(step, true);
      this.fail(step, new Error(textOfReasons(partial.reasons)), internal);
    }
    if (step.new && step.logical) {
      this.registered.set(step.urn, step);
      this.states.set(step.urn, step.new);
    }
    this.succeed(step, internal);
    snapshots?.end(step, true);
  }

  private succeed(step: Step, internal: boolean): void {
    const { events, dryRun, isRefresh } = this.context;
    if (internal) return;
    const asRefresh = isRefresh && step.op === "refresh";
    const op: StepOp = asRefresh ? step.resultOp! : step.op;
    if (asRefresh || (step.logical && (step.op !== "read" || readChanged(step))))
      this.changes[op] = (this.changes[op] ?? 0) + 1;
    // A component reports its outputs when they are registered.
    const show = dryRun || step.res.custom || step.op === "delete" || step.op === "refresh";
    if (show) events({ type: "resource-outputs", step: stepMetadata(step, op), planning: dryRun });
  }

  private fail(step: Step, error: unknown, internal: boolean): never {
    const { report, events, dryRun, options } = this.context;
    const message = messageOf(error);
    report("error", dryRun ? `Preview failed: ${message}` : message, internal ? undefined : step.urn);
    this.errored++;
    this.failed.push(step);
    if (!dryRun && !internal) {
      const steps = Object.values(this.changes).reduce((sum, count) => sum + count, 0);
      events({ type: "resource-failed", step: stepMetadata(step), steps });
    }
    const isHarmless = error instanceof ProtectedError || step.op === "refresh";
    if (!options.continueOnError && !isHarmless) this.stop();
    throw new StepFailedError("a step failed", { cause: error });
  }

  /**
   * Sets a component's or the stack's outputs.
   * @throws when the resource is not registered or its outputs are registered already
   */
  registerOutputs(urn: URN, outputs: NonNullable<Step["new"]>["outputs"]): void {
    const { events, snapshots, dryRun } = this.context;
    const step = this.registered.get(urn);
    if (!step) throw new Error(`cannot complete a resource '${urn}' whose registration isn't pending`);
    this.registered.delete(urn);
    if (step.skippedCreate) return;
    const changed = !deepEquals(step.new!.outputs, outputs);
    step.new!.outputs = outputs;
    if (!isDefaultProvider(step.urn)) {
      events({ type: "resource-outputs", step: stepMetadata(step), planning: dryRun });
    }
    if (changed) snapshots?.outputsChanged();
  }

  /** The state of a registered resource. */
  stateOf(urn: URN): ResourceState | undefined {
    return this.states.get(urn);
  }

  /** The stack's own step, after it is executed and before its outputs are registered. */
  get stackStep(): Step | undefined {
    return [...this.registered.values()].find((step) => step.res.type === STACK_TYPE);
  }
}

/** A read counts as a change only if the outputs changed. */
function readChanged({ old, new: state }: Step): boolean {
  return old !== undefined && state !== undefined && !deepEquals(old.outputs, state.outputs);
}

/** Marks outputs as secret that the program names, or that have a secret input of the same name. */
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
