import type { OperationOptions } from "../model/operation";
import type { PendingOperation, ResourceState, Snapshot } from "../model/state";
import type { URN } from "../model/urn";
import { DependencyGraph } from "./dependencyGraph";
import type { ProviderRegistry } from "./providerRegistry";
import { UrnTargets } from "./targets";

/** Tells the user something, about a resource or the whole stack. */
export type Report = (severity: "info" | "warning" | "error", message: string, urn?: URN) => void;

/** What a deployment starts from: the resources of the last snapshot, by URN and as a graph. */
export class PreviousState {
  /** In an order of dependencies; replaced originals that wait for their deletion among them. */
  resources: ResourceState[];
  private olds = new Map<URN, ResourceState>();
  private dependencyGraph: DependencyGraph | undefined;
  /** Operations of which it is not known how they ended, by URN. */
  readonly interrupted: Map<URN, PendingOperation>;

  /** The states are copied: a deployment marks them, and the caller's snapshot stays as it was. */
  constructor(snapshot: Snapshot) {
    this.resources = snapshot.resources.map((resource) => ({ ...resource }));
    this.index();
    this.interrupted = new Map(snapshot.pendingOperations.map((op) => [op.resource.urn, op]));
  }

  /** The resource of a URN that is not waiting for its deletion. */
  get(urn: URN): ResourceState | undefined {
    return this.olds.get(urn);
  }

  get graph(): DependencyGraph {
    this.dependencyGraph ??= new DependencyGraph(this.resources);
    return this.dependencyGraph;
  }

  /** A resource that an interrupted creation turned out to have made, maybe to replace another. */
  adopt(made: ResourceState): void {
    const old = this.get(made.urn);
    // The object that is there may be the one that was to be replaced.
    if (old && old.id === made.id && !old.pendingReplacement) return;
    if (old && !old.pendingReplacement) old.delete = true;
    this.replaceAll([...this.resources.filter((other) => other !== old || other.delete), made]);
  }

  /** What an interrupted creation turned out to have made besides a resource that lives: it must go. */
  condemn(made: ResourceState, liveId: string | undefined): void {
    if (made.id !== liveId) this.replaceAll([...this.resources, { ...made, delete: true }]);
  }

  /** A resource that turned out not to exist any more. */
  forget(resource: ResourceState): void {
    this.replaceAll(this.resources.filter((other) => other !== resource));
  }

  /** Other resources than before: after a refresh. */
  replaceAll(resources: ResourceState[]): void {
    this.resources = resources;
    this.index();
  }

  private index(): void {
    this.olds = new Map(this.resources.filter((r) => !r.delete).map((r) => [r.urn, r]));
    this.dependencyGraph = undefined;
  }
}

/** What deciding needs to know of a deployment. */
export interface DeploymentState {
  readonly stack: string;
  readonly project: string;
  readonly dryRun: boolean;
  readonly options: OperationOptions;
  readonly targets: UrnTargets;
  readonly replaceTargets: UrnTargets;
  readonly previous: PreviousState;
  readonly providers: ProviderRegistry;
  readonly report: Report;
}
