import type { PropertyMap } from "../../protocol/values";
import type { EventSink } from "../model/events";
import type { ConfigValue, OperationRequest } from "../model/operation";
import { Deployment } from "../deploy/deployment";
import { type DeploymentState, PreviousState, type Report } from "../deploy/deploymentState";
import { messages } from "../deploy/messages";
import { type PluginSource, ProviderRegistry } from "../deploy/providerRegistry";
import { Semaphore } from "../deploy/semaphore";
import { SnapshotManager } from "../deploy/snapshotManager";
import { StepExecutor } from "../deploy/stepExecutor";
import { StepGenerator } from "../deploy/stepGenerator";
import { UrnTargets } from "../deploy/targets";

/** The connected parts of a deployment. */
export interface Assembled {
  state: DeploymentState;
  deployment: Deployment;
  executor: StepExecutor;
  providers: ProviderRegistry;
  /** Absent in previews, which save nothing. */
  snapshots: SnapshotManager | undefined;
  /** Reports targets that do not exist, which fail the deployment. True when all exist. */
  checkTargets(targets: UrnTargets): boolean;
}

/** What a deployment uses of its operation. */
export interface Dependencies {
  plugins: PluginSource;
  events: EventSink;
  report: Report;
  /** The configuration of a package's default provider. */
  packageConfig(config: Record<string, ConfigValue>, packageName: string): PropertyMap;
}

/** Creates and connects the step generator, the executor and the snapshot manager of one operation. */
export function assemble(
  request: Pick<
    OperationRequest,
    "kind" | "previewOf" | "project" | "stack" | "config" | "snapshot" | "sink" | "options"
  >,
  { plugins, events, report, packageConfig }: Dependencies,
): Assembled {
  const { options } = request;
  const dryRun = request.kind === "preview";
  const previous = new PreviousState(request.snapshot);
  const providers = new ProviderRegistry(plugins, () => previous.resources);
  const state: DeploymentState = {
    stack: request.stack,
    project: request.project.name,
    dryRun,
    options,
    targets: new UrnTargets(options.targets),
    replaceTargets: new UrnTargets(options.replace),
    previous,
    providers,
    report,
  };
  const snapshots = dryRun
    ? undefined
    : new SnapshotManager(request.snapshot, () => previous.resources, previous.interrupted, request.sink);
  const generator = new StepGenerator(state);
  const executor = new StepExecutor({
    parallel: options.parallel,
    continueOnError: options.continueOnError,
    dryRun,
    isRefresh: request.kind === "refresh" || request.previewOf === "refresh",
    context: { dryRun, providers, deletes: generator.deletes, report },
    report,
    events,
    snapshots,
  });
  const deployment = new Deployment(
    state,
    generator,
    executor,
    new Semaphore(options.parallel),
    (packageName) => packageConfig(request.config, packageName),
  );
  return {
    state,
    deployment,
    executor,
    providers,
    snapshots,
    checkTargets: (targets) => {
      const known = new Set([...generator.urns, ...previous.resources.map((resource) => resource.urn)]);
      const unknown = targets.unknown(known);
      for (const urn of unknown) report("error", messages.unknownTarget(urn));
      if (unknown.length > 0) deployment.generationFailed = true;
      return unknown.length === 0;
    },
  };
}
