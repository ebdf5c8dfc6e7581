import { Deployment } from "../deploy/deployment";
import { messages } from "../deploy/messages";
import { refresh } from "../deploy/refresh";
import { type EventSink, reporterTo } from "../model/events";
import type { ConfigValue, OperationRequest, OperationResult } from "../model/operation";
import { startEngineServer } from "../rpc/engineServer";
import { startMonitor } from "../rpc/monitor";
import { PluginHost } from "../rpc/pluginHost";
import { type Program, type ProgramOutcome, takeProgram } from "../rpc/program";
import { secretHider } from "./secretHider";

/**
 * Runs one operation on one stack: starts the program and the plugins, executes the steps of every registration, saves the
 * state after each step, and emits events.
 * @returns the outcome; failures are reported as events, not thrown
 * @throws when the operation cannot run: no free port, a state that cannot be saved, a program that cannot be started
 */
export async function runOperation(request: OperationRequest): Promise<OperationResult> {
  const started = performance.now();
  const dryRun = request.kind === "preview";
  const events = hidingSecrets(request);
  // The program starts first, because that takes longest.
  const program = actualKind(request) === "update" ? takeProgram(request.project) : undefined;
  events({ type: "prelude", config: shownConfig(request.config) });

  const engine = await startEngineServer(events);
  const plugins = new PluginHost(request.project, request.config, engine, reporterTo(events));
  const deployment = new Deployment(request, plugins, events);
  const { executor, snapshots } = deployment;
  const { providers, report } = deployment.state;
  const onCancel = () => {
    executor.stop();
    void providers.cancel();
  };
  request.cancel.addEventListener("abort", onCancel, { once: true });
  if (request.cancel.aborted) onCancel();
  const terminated = new Promise<void>((resolve) => {
    if (request.terminate.aborted) resolve();
    request.terminate.addEventListener("abort", () => resolve(), { once: true });
  });

  try {
    // Termination does not wait for running steps, which stay recorded as pending.
    await Promise.race([perform(request, deployment, program, engine), terminated]);
    if (request.terminate.aborted) snapshots?.close();
    else deployment.finishStackOutputs();
    await snapshots?.finishSaving();
    const cancelled = request.cancel.aborted || request.terminate.aborted;
    const what = dryRun ? "preview" : "update";
    // Errors outside of steps have been reported already.
    if (deployment.hasFailed && !deployment.generationFailed) report("error", `${what} failed`);
    else if (cancelled && !deployment.hasFailed) report("error", `${what} canceled`);
    const { changes, errored } = executor;
    const failed = deployment.hasFailed || cancelled;
    const durationSeconds = (performance.now() - started) / 1000;
    events({ type: "summary", preview: dryRun, durationSeconds, changes, errored, failed });
    return { changes, failed, cancelled };
  } finally {
    request.cancel.removeEventListener("abort", onCancel);
    await Promise.allSettled([program?.end(request.terminate.aborted), providers.close()]);
    engine.close();
    events({ type: "cancel" });
  }
}

/** The operation that is performed or previewed. */
const actualKind = ({ kind, previewOf }: Pick<OperationRequest, "kind" | "previewOf">) =>
  kind === "preview" ? (previewOf ?? "update") : kind;

/** Performs the parts of the operation: refresh, program and deletions. */
async function perform(
  request: OperationRequest,
  deployment: Deployment,
  program: Program | undefined,
  engine: { address: string },
): Promise<void> {
  const { options, snapshot } = request;
  const kind = actualKind(request);
  const { state, executor } = deployment;
  if (snapshot.pendingOperations.length > 0 && request.kind !== "preview" && kind !== "refresh")
    state.report("warning", messages.pendingOperations(snapshot.pendingOperations));
  if (kind === "refresh" || options.refresh) {
    if (snapshot.resources.length > 0 && !deployment.checkTargets(state.targets)) return;
    await refresh(state, executor);
    deployment.snapshots?.outputsChanged();
  }
  if (kind !== "refresh" && !deployment.checkTargets(state.replaceTargets)) return;
  let ran = false;
  if (program && !executor.stopping.aborted) {
    const monitor = await startMonitor(deployment, () => program.signal());
    try {
      ran = await runProgram(request, program, monitor, engine, deployment);
    } finally {
      monitor.close();
    }
  }
  if (kind !== "refresh" && !executor.stopping.aborted) {
    deployment.checkTargets(state.targets);
    await deployment.performDeletes();
  }
  await deployment.settle();
  if (program && ran) judge(await program.outcome(executor.stopping), deployment);
}

/** Runs the program, and stops the deployment if the program fails. True when the program has sent all registrations. */
async function runProgram(
  request: OperationRequest,
  program: Program,
  monitor: { address: string },
  engine: { address: string },
  deployment: Deployment,
): Promise<boolean> {
  const { executor, state } = deployment;
  const outcome = await program.run({
    request,
    monitorAddress: monitor.address,
    engineAddress: engine.address,
    onOutput: (stream, line) => state.report(stream === "stdout" ? "info" : "info#err", line),
    stopping: executor.stopping,
  });
  await deployment.settle();
  if (executor.stopping.aborted) return false;
  if (!judge(outcome, deployment)) executor.stop();
  return outcome.kind === "finished";
}

/** Reports the failure of a program, if it has failed. */
function judge(outcome: ProgramOutcome, deployment: Deployment): boolean {
  if (outcome.kind === "finished") return true;
  if (outcome.message !== undefined) deployment.state.report("error", outcome.message);
  deployment.generationFailed = true;
  return false;
}

function shownConfig(config: Record<string, ConfigValue>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, { value, secret }]) => [key, secret ? "[secret]" : value]),
  );
}

/** Hides the configuration's secrets in messages of programs, providers and errors. */
function hidingSecrets({ config, events }: OperationRequest): EventSink {
  const hide = secretHider(Object.values(config).flatMap(({ secrets }) => secrets));
  return (event) => events(event.type === "diagnostic" ? { ...event, message: hide(event.message) } : event);
}
