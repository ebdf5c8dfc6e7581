import type { SnapshotSink } from "../model/operation";
import type { PendingOperation, PendingOperationType, ResourceState, Snapshot } from "../model/state";
import type { URN } from "../model/urn";
import { isProviderType, providerId, providerUrn } from "./providerReference";
import { sameState } from "./sameState";
import type { Step } from "./steps";

/**
 * Records what is done: Pulumi's `SnapshotManager`. Before a provider is asked to change something, the operation is on
 * disk as pending; after that, the result is recorded and written with the next save. Saves that overlap are one, so
 * that a wide deployment writes about as often as the disk allows, and no step waits for more than two of them. Whatever
 * is on disk when a step begins holds the results of all steps that ended before.
 */
export class SnapshotManager {
  /** The new states, in the order in which they came to be: each after what it depends on. */
  private readonly news: ResourceState[] = [];
  private readonly recorded = new Set<ResourceState>();
  /** Old states that have a new one, or are gone. */
  private readonly done = new Set<ResourceState>();
  private readonly pending = new Map<Step, PendingOperation>();
  private running: Promise<void> = Promise.resolve();
  private next: Promise<void> | undefined;
  private changed = false;
  private closed = false;

  /**
   * @param olds the resources that the deployment starts from; asked again at every save
   * @param interrupted operations of an earlier deployment; creations stay pending until their URN is made
   */
  constructor(
    private readonly base: Snapshot,
    private readonly olds: () => readonly ResourceState[],
    private readonly interrupted: Map<URN, PendingOperation>,
    private readonly sink: SnapshotSink,
  ) {}

  /** A step is about to be done. Settles when that is on disk, where it matters. */
  async begin(step: Step): Promise<void> {
    const type = pendingType(step);
    if (type === undefined) return;
    this.pending.set(step, { resource: { ...step.res }, type });
    await this.save();
  }

  /** A step has been done (`successful`: its result counts, also that of a resource that did not become live). */
  end(step: Step, successful: boolean): void {
    if (this.closed) return;
    const wasPending = this.pending.delete(step);
    const changes = successful && changesState(step);
    if (successful) this.apply(step);
    this.changed ||= changes;
    if (wasPending || changes) this.saveInBackground();
  }

  private apply(step: Step): void {
    const { op, old } = step;
    switch (op) {
      case "same":
        if (step.skippedCreate) return;
        this.finish(old);
        this.add(step.new!);
        return;
      case "create":
      case "create-replacement":
        this.add(step.new!);
        if (old?.pendingReplacement) this.finish(old);
        this.interrupted.delete(step.urn);
        return;
      case "update":
        this.finish(old);
        this.add(step.new!);
        this.settle(step.urn);
        return;
      case "read":
      case "read-replacement":
        if (op === "read") this.finish(old);
        this.add(step.new!);
        return;
      case "delete":
      case "delete-replaced":
      case "discard":
      case "discard-replaced":
        if (!step.pendingReplacement) this.finish(old);
        this.settle(step.urn);
        return;
      case "remove-pending-replace":
        this.finish(old);
        return;
      default: // a `replace` is told by its parts, a `refresh` by the list of old states
    }
  }

  /** A resource's state is known again. A creation that was to replace it may have made another object nevertheless. */
  private settle(urn: URN): void {
    if (this.interrupted.get(urn)?.type !== "creating") this.interrupted.delete(urn);
  }

  private add(state: ResourceState): void {
    if (this.recorded.has(state)) return;
    this.recorded.add(state);
    this.news.push(state);
  }

  private finish(old: ResourceState | undefined): void {
    if (old) this.done.add(old);
  }

  /** A component's or the stack's outputs have changed. */
  outputsChanged(): void {
    this.changed = true;
    this.saveInBackground();
  }

  /** What is known now. The states in it are copies: later steps do not show in them. */
  snapshot(): Snapshot {
    const rest = this.olds().filter((old) => !this.done.has(old) && !this.recorded.has(old));
    const creations = [...this.interrupted.values()].filter((op) => op.type === "creating");
    return {
      ...this.base,
      manifest: { ...this.base.manifest, time: new Date().toISOString() },
      resources: withoutAliases([...this.news, ...rest]),
      pendingOperations: [...creations, ...this.pending.values()],
    };
  }

  /** Settles when a snapshot with all that is known now has been written. */
  async save(): Promise<void> {
    this.next ??= this.running
      .catch(() => undefined) // told to those who waited for it
      .then(() => {
        this.running = this.next!;
        this.next = undefined;
        return this.sink.save(this.snapshot());
      });
    return this.next;
  }

  private saveInBackground(): void {
    if (this.closed) return;
    this.save().catch(() => undefined); // the same error meets the next step, and the end
  }

  /**
   * Records nothing any more: the deployment is being broken off, and what is under way then fails for that reason alone.
   * It stays pending.
   */
  close(): void {
    this.closed = true;
  }

  /** Writes what is known at the end of a deployment, and nothing when that is what was there. */
  async finishSaving(): Promise<Snapshot> {
    if (this.changed || this.base.pendingOperations.length > 0) await this.save();
    else await this.running;
    return this.snapshot();
  }
}

/**
 * False for a step after which the state is what it was. A `same` step changes nothing that a provider knows, but may
 * bring another name, other options, or inputs that the provider's diff considers equal.
 */
function changesState({ op, old, new: state, skippedCreate }: Step): boolean {
  if (op === "replace") return false;
  return op !== "same" || (!skippedCreate && !sameState(old!, state!));
}

/** How a step is called while it is not known how it ends; undefined for steps that ask no provider to change anything. */
function pendingType({ op, res, old }: Step): PendingOperationType | undefined {
  if (!res.custom || isProviderType(res.type)) return undefined;
  switch (op) {
    case "create":
    case "create-replacement":
      return "creating";
    case "update":
      return "updating";
    case "delete":
    case "delete-replaced":
      return old?.retainOnDelete ? undefined : "deleting";
    default:
      return undefined;
  }
}

/** Copies of the states, in which every reference to a resource by an old name is by its new one. */
function withoutAliases(resources: ResourceState[]): ResourceState[] {
  const renamed = new Map<URN, URN>();
  for (const resource of resources) for (const alias of resource.aliases) renamed.set(alias, resource.urn);
  if (renamed.size === 0) return resources.map((resource) => ({ ...resource }));
  const name = (urn: URN): URN => renamed.get(urn) ?? urn;
  return resources.map((resource) => ({
    ...resource,
    ...(resource.parent !== undefined ? { parent: name(resource.parent) } : {}),
    ...(resource.deletedWith !== undefined ? { deletedWith: name(resource.deletedWith) } : {}),
    ...(resource.replaceWith !== undefined ? { replaceWith: resource.replaceWith.map(name) } : {}),
    ...(resource.provider !== undefined
      ? { provider: `${name(providerUrn(resource.provider))}::${providerId(resource.provider)}` }
      : {}),
    dependencies: resource.dependencies.map(name),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, urns.map(name)]),
    ),
    aliases: [],
  }));
}
