import { type PropertyMap, Secret } from "../../protocol/values";
import type { EngineEvent } from "../model/events";
import type { ConfigValue, OperationRequest, OperationResult } from "../model/operation";
import type { Report } from "../deploy/deploymentState";
import { messages } from "../deploy/messages";
import { refresh } from "../deploy/refresh";
import { startEngineServer } from "../rpc/engineServer";
import { startMonitor } from "../rpc/monitor";
import { PluginHost } from "../rpc/pluginHost";
import { takeProgram } from "../rpc/prestart";
import type { Program, ProgramOutcome } from "../rpc/program";
import { assemble, type Assembled } from "./assemble";

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

  const report = reporter(events);
  const engine = await startEngineServer(events);
  const plugins = new PluginHost(request.project, request.config, engine, events);
  const parts = assemble(request, { plugins, events, report, packageConfig });
  const { deployment, executor, providers, snapshots } = parts;
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
    await Promise.race([perform(request, parts, program, engine, report, events), terminated]);
    if (request.terminate.aborted) snapshots?.close();
    else deployment.finishStackOutputs();
    const snapshot = snapshots ? await snapshots.finishSaving() : request.snapshot;
    const cancelled = request.cancel.aborted || request.terminate.aborted;
    const what = dryRun ? "preview" : "update";
    // Errors outside of steps have been reported already.
    if (deployment.hasFailed && !deployment.generationFailed) report("error", `${what} failed`);
    else if (cancelled && !deployment.hasFailed) report("error", `${what} canceled`);
    const result: OperationResult = {
      changes: executor.changes,
      errored: executor.errored,
      failed: deployment.hasFailed || cancelled,
      cancelled,
      snapshot,
    };
    events({
      type: "summary",
      preview: dryRun,
      durationSeconds: (performance.now() - started) / 1000,
      changes: result.changes,
      errored: result.errored,
      failed: result.failed,
    });
    return result;
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
  parts: Assembled,
  program: Program | undefined,
  engine: { address: string },
  report: Report,
  events: (event: EngineEvent) => void,
): Promise<void> {
  const { options, snapshot } = request;
  const kind = actualKind(request);
  const { state, deployment, executor, snapshots } = parts;
  if (snapshot.pendingOperations.length > 0 && request.kind !== "preview" && kind !== "refresh")
    report("warning", messages.pendingOperations(snapshot.pendingOperations));
  if (kind === "refresh" || options.refresh) {
    if (snapshot.resources.length > 0 && !parts.checkTargets(state.targets)) return;
    await refresh(state, executor);
    snapshots?.outputsChanged();
  }
  if (kind !== "refresh" && !parts.checkTargets(state.replaceTargets)) return;
  let ran = false;
  if (program && !executor.stopping.aborted) {
    const monitor = await startMonitor(deployment, () => program.signal());
    try {
      ran = await runProgram(request, program, monitor, engine, deployment, report, events);
    } finally {
      monitor.close();
    }
  }
  if (kind !== "refresh" && !executor.stopping.aborted) {
    parts.checkTargets(state.targets);
    await deployment.performDeletes();
  }
  await deployment.settle();
  if (program && ran) judge(await program.outcome(executor.stopping), deployment, report);
}

/** Reports messages as diagnostic events. */
function reporter(events: (event: EngineEvent) => void): Report {
  return (severity, message, urn) =>
    events({
      type: "diagnostic",
      ...(urn !== undefined ? { urn } : {}),
      severity,
      message,
      streamId: 0,
      ephemeral: false,
    });
}

/** Runs the program, and stops the deployment if the program fails. True when the program has sent all registrations. */
async function runProgram(
  request: OperationRequest,
  program: Program,
  monitor: { address: string },
  engine: { address: string },
  deployment: Assembled["deployment"],
  report: Report,
  events: (event: EngineEvent) => void,
): Promise<boolean> {
  const { executor } = deployment;
  const outcome = await program.run({
    request,
    monitorAddress: monitor.address,
    engineAddress: engine.address,
    onOutput: (stream, line) =>
      events({
        type: "diagnostic",
        severity: stream === "stdout" ? "info" : "info#err",
        message: line,
        streamId: 0,
        ephemeral: false,
      }),
    stopping: executor.stopping,
  });
  await deployment.settle();
  if (executor.stopping.aborted) return false;
  if (!judge(outcome, deployment, report)) executor.stop();
  return outcome.kind === "finished";
}

/** Reports the failure of a program, if it has failed. */
function judge(outcome: ProgramOutcome, deployment: Assembled["deployment"], report: Report): boolean {
  if (outcome.kind === "finished") return true;
  if (outcome.message !== undefined) report("error", outcome.message);
  deployment.generationFailed = true;
  return false;
}

/** The configuration of a package's default provider: `PACKAGE:KEY` as `KEY`; the dynamic provider receives everything. */
function packageConfig(config: Record<string, ConfigValue>, packageName: string): PropertyMap {
  const result: PropertyMap = {};
  for (const [key, { value, secret }] of Object.entries(config)) {
    const shown = secret ? new Secret(value) : value;
    if (packageName === "pulumi-nodejs") result[key] = shown;
    else if (key.startsWith(`${packageName}:`)) result[key.slice(packageName.length + 1)] = shown;
  }
  return result;
}

function shownConfig(config: Record<string, ConfigValue>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, { value, secret }]) => [key, secret ? "[secret]" : value]),
  );
}

/** Replaces the configuration's secrets in messages of programs, providers and errors. */
function hidingSecrets({ config, events }: OperationRequest): (event: EngineEvent) => void {
  const secrets = Object.values(config)
    .filter(({ secret, value }) => secret && value.length >= 3)
    .map(({ value }) => value);
  if (secrets.length === 0) return events;
  return (event) => {
    if (event.type !== "diagnostic") return events(event);
    const message = secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), event.message);
    events({ ...event, message });
  };
}
