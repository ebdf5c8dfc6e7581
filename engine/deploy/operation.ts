import { type PropertyMap, Secret } from "../../protocol/values";
import type { EngineEvent } from "../model/events";
import type { ConfigValue, OperationRequest, OperationResult } from "../model/operation";
import { EngineServer } from "../rpc/engineServer";
import { MonitorServer } from "../rpc/monitor";
import { PluginHost } from "../rpc/pluginHost";
import { Program } from "../rpc/program";
import { Deployment } from "./deployment";
import { type DeploymentState, PreviousState, type Report } from "./deploymentState";
import { messages } from "./messages";
import { ProviderRegistry } from "./providerRegistry";
import { refresh } from "./refresh";
import { Semaphore } from "./semaphore";
import { SnapshotManager } from "./snapshotManager";
import { StepExecutor } from "./stepExecutor";
import { StepGenerator } from "./stepGenerator";
import { UrnTargets } from "./targets";

/**
 * Runs one operation on one stack, from start to end: starts the program and the plugins that it needs, has every
 * registration decided and done, saves the state after every step, and tells what happens.
 * @returns how it ended; a failure has been told as events, and is no exception
 * @throws only for what no operation can survive: no free port, a state that cannot be written
 */
export async function runOperation(request: OperationRequest): Promise<OperationResult> {
  const started = Date.now();
  const dryRun = request.kind === "preview";
  const events = hidingSecrets(request);
  // Programs take long to start: first of all.
  const program = request.kind === "update" || dryRun ? Program.start(request.project) : undefined;
  events({ type: "prelude", config: shownConfig(request.config) });

  const report: Report = (severity, message, urn) =>
    events({
      type: "diagnostic",
      ...(urn !== undefined ? { urn } : {}),
      severity,
      message: severity === "error" && dryRun && urn !== undefined ? `Preview failed: ${message}` : message,
      streamId: 0,
      ephemeral: false,
    });
  const engine = await EngineServer.start(events);
  const plugins = new PluginHost(request.project, engine, events);
  const previous = new PreviousState(request.snapshot);
  const providers = new ProviderRegistry(plugins, () => previous.resources);
  const state: DeploymentState = {
    stack: request.stack,
    project: request.project.name,
    dryRun,
    options: request.options,
    targets: new UrnTargets(request.options.targets),
    replaceTargets: new UrnTargets(request.options.replace),
    previous,
    providers,
    report,
  };
  const snapshots = dryRun
    ? undefined
    : new SnapshotManager(request.snapshot, () => previous.resources, previous.interrupted, request.sink);
  const generator = new StepGenerator(state);
  const executor = new StepExecutor({
    parallel: request.options.parallel,
    continueOnError: request.options.continueOnError,
    dryRun,
    isRefresh: request.kind === "refresh",
    context: { dryRun, providers, deletes: generator.deletes, report },
    report,
    events,
    snapshots,
  });
  const deployment = new Deployment(
    state,
    generator,
    executor,
    new Semaphore(Math.max(request.options.parallel, 1)),
    (packageName) => packageConfig(request.config, packageName),
  );
  const cancelled = () => request.cancel.aborted;
  const onCancel = () => {
    executor.stop();
    void providers.cancel();
  };
  request.cancel.addEventListener("abort", onCancel, { once: true });
  request.terminate.addEventListener("abort", () => void program?.kill(), { once: true });
  if (cancelled()) onCancel();

  const finish = async () => {
    await program?.kill();
    await providers.close();
    await plugins.close();
    await engine.close();
    request.cancel.removeEventListener("abort", onCancel);
  };
  try {
    if (request.snapshot.pendingOperations.length > 0 && !dryRun && request.kind !== "refresh")
      report("warning", messages.pendingOperations(request.snapshot.pendingOperations));
    if (request.kind === "refresh" || request.options.refresh) await refresh(state, executor);
    if (program && !executor.isStopped) {
      const monitor = await MonitorServer.start(deployment, () => program.signal());
      try {
        await runProgram(request, program, monitor, engine, deployment, report, events);
      } finally {
        await monitor.close();
      }
    }
    if (!executor.isStopped && request.kind !== "refresh" && !deployment.generationFailed)
      await deployment.performDeletes();
    await deployment.settle();
    deployment.finishStackOutputs();
    const snapshot = snapshots ? await snapshots.finishSaving() : request.snapshot;
    const failed = deployment.hasFailed || cancelled();
    const what = dryRun ? "preview" : "update";
    if (deployment.hasFailed) report("error", `${what} failed`);
    else if (cancelled()) report("error", `${what} canceled`);
    const result: OperationResult = {
      changes: executor.changes,
      errored: executor.errored,
      failed,
      cancelled: cancelled(),
      snapshot,
    };
    events({
      type: "summary",
      preview: dryRun,
      maybeCorrupt: false,
      durationSeconds: (Date.now() - started) / 1000,
      changes: result.changes,
      errored: result.errored,
      failed,
    });
    return result;
  } finally {
    await finish();
    events({ type: "cancel" });
  }
}

/** Runs the program to its end, and stops the deployment where the program failed. */
async function runProgram(
  request: OperationRequest,
  program: Program,
  monitor: MonitorServer,
  engine: EngineServer,
  deployment: Deployment,
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
    isStopped: () => executor.isStopped,
  });
  await deployment.settle();
  if (executor.isStopped) return;
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
