import { type PropertyMap, Secret } from "../../protocol/values";
import type { EngineEvent } from "../model/events";
import type { ConfigValue, OperationRequest, OperationResult } from "../model/operation";
import { EngineServer } from "../rpc/engineServer";
import { MonitorServer } from "../rpc/monitor";
import { PluginHost } from "../rpc/pluginHost";
import { takeProgram } from "../rpc/prestart";
import type { Program } from "../rpc/program";
import { assemble, type Assembled } from "./assemble";
import type { Report } from "../deploy/deploymentState";
import { messages } from "../deploy/messages";
import { refresh } from "../deploy/refresh";

/**
 * Runs one operation on one stack, from start to end: starts the program and the plugins that it needs, has every
 * registration decided and done, saves the state after every step, and tells what happens.
 * @returns how it ended; a failure has been told as events, and is no exception
 * @throws only for what no operation can survive: no free port, a state that cannot be written, a program that cannot
 *   be run
 */
export async function runOperation(request: OperationRequest): Promise<OperationResult> {
  const started = Date.now();
  const dryRun = request.kind === "preview";
  const events = hidingSecrets(request);
  // Programs take long to start: first of all.
  const program = meant(request) === "update" ? takeProgram(request.project) : undefined;
  events({ type: "prelude", config: shownConfig(request.config) });

  const report = reporter(events);
  const engine = await EngineServer.start(events);
  const plugins = new PluginHost(request.project, engine, events);
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
    // Whoever asks to stop at once is not kept waiting for what is under way; that stays recorded as pending.
    await Promise.race([perform(request, parts, program, engine, report, events), terminated]);
    if (request.terminate.aborted) snapshots?.close();
    else deployment.finishStackOutputs();
    const snapshot = snapshots ? await snapshots.finishSaving() : request.snapshot;
    const cancelled = request.cancel.aborted || request.terminate.aborted;
    const what = dryRun ? "preview" : "update";
    // What went wrong before a step has been told as such.
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
      maybeCorrupt: false,
      durationSeconds: (Date.now() - started) / 1000,
      changes: result.changes,
      errored: result.errored,
      failed: result.failed,
    });
    return result;
  } finally {
    request.cancel.removeEventListener("abort", onCancel);
    await Promise.allSettled([program?.end(request.terminate.aborted), providers.close()]);
    await engine.close();
    events({ type: "cancel" });
  }
}

/** What is done, or previewed. */
const meant = ({ kind, previewOf }: Pick<OperationRequest, "kind" | "previewOf">) =>
  kind === "preview" ? (previewOf ?? "update") : kind;

/** The operation itself: refresh, program, deletions, as its kind asks for them. */
async function perform(
  request: OperationRequest,
  parts: Assembled,
  program: Program | undefined,
  engine: EngineServer,
  report: Report,
  events: (event: EngineEvent) => void,
): Promise<void> {
  const { options, snapshot } = request;
  const kind = meant(request);
  const { state, deployment, executor, snapshots } = parts;
  if (snapshot.pendingOperations.length > 0 && request.kind !== "preview" && kind !== "refresh")
    report("warning", messages.pendingOperations(snapshot.pendingOperations));
  if (kind === "refresh" || options.refresh) {
    await refresh(state, executor);
    snapshots?.outputsChanged();
  }
  if (program && !executor.stopping.aborted) {
    const monitor = await MonitorServer.start(deployment, () => program.signal());
    try {
      await runProgram(request, program, monitor, engine, deployment, report, events);
    } finally {
      await monitor.close();
    }
  }
  if (kind !== "refresh" && !executor.stopping.aborted) {
    parts.checkTargets();
    if (!deployment.hasFailed || options.continueOnError) await deployment.performDeletes();
  }
  await deployment.settle();
}

/** Tells of what happens to resources as diagnostics. */
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

/** Runs the program to its end, and stops the deployment where the program failed. */
async function runProgram(
  request: OperationRequest,
  program: Program,
  monitor: MonitorServer,
  engine: EngineServer,
  deployment: Assembled["deployment"],
  report: Report,
  events: (event: EngineEvent) => void,
): Promise<void> {
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
  if (executor.stopping.aborted) return;
  if (outcome.kind === "failed") {
    if (outcome.message !== undefined) report("error", outcome.message);
    deployment.generationFailed = true;
    executor.stop();
  }
}

/** The configuration that a package's default provider gets: `PACKAGE:KEY` as `KEY`; the dynamic provider gets all. */
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

/** Takes the configuration's secrets out of what programs, providers and errors say. */
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
