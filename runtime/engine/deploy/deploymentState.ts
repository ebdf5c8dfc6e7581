import type { Report } from "../model/events";
import type { OperationOptions } from "../model/operation";
import type { PendingOperation, ResourceState, Snapshot } from "../model/state";
import type { URN } from "../model/urn";
import { DependencyGraph } from "./dependencyGraph";
import type { ProviderRegistry } from "./providerRegistry";
import { UrnTargets } from "./targets";

/** The resources of the last snapshot, by URN and as a graph. */
export class PreviousState {
  /** In dependency order, including replaced originals that are pending deletion. */
  resources: ResourceState[];
  private olds = new Map<URN, ResourceState>();
  private dependencyGraph: DependencyGraph | undefined;
  /** Operations with an unknown result, by URN. */
  readonly interrupted: Map<URN, PendingOperation>;

  /** Copies the states: a deployment modifies them, the caller's snapshot must not change. */
  constructor(snapshot: Snapshot) {
    this.resources = snapshot.resources.map((resource) => ({ ...resource }));
    this.index();
    this.interrupted = new Map(snapshot.pendingOperations.map((op) => [op.resource.urn, op]));
  }

  /** The resource with this URN that is not pending deletion. */
  get(urn: URN): ResourceState | undefined {
    return this.olds.get(urn);
  }

  get graph(): DependencyGraph {
    this.dependencyGraph ??= new DependencyGraph(this.resources);
    return this.dependencyGraph;
  }

  /** Adds a resource that an interrupted creation has created, possibly as a replacement. */
  adopt(created: ResourceState): void {
    const old = this.get(created.urn);
    // The provider may have found the original that was to be replaced.
    if (old && old.id === created.id && !old.pendingReplacement) return;
    if (old && !old.pendingReplacement) old.delete = true;
    this.replaceAll([...this.resources.filter((other) => other !== old || other.delete), created]);
  }

  /** Marks the object of an interrupted creation for deletion, unless it is the registered one. */
  markForDeletion(created: ResourceState, liveId: string | undefined): void {
    if (created.id !== liveId) this.replaceAll([...this.resources, { ...created, delete: true }]);
  }

  /** Drops a resource that no longer exists. */
  drop(resource: ResourceState): void {
    this.replaceAll(this.resources.filter((other) => other !== resource));
  }

  /** Replaces all resources, after a refresh. */
  replaceAll(resources: ResourceState[]): void {
    this.resources = resources;
    this.index();
  }

  private index(): void {
    this.olds = new Map(this.resources.filter((r) => !r.delete).map((r) => [r.urn, r]));
    this.dependencyGraph = undefined;
  }
}

/** What the parts of a deployment share. */
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
