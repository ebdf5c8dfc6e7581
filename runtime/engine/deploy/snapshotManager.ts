import type { SnapshotSink } from "../model/operation";
import type { PendingOperation, PendingOperationType, ResourceState, Snapshot } from "../model/state";
import { makeUrn, parseUrn, STACK_TYPE, type URN, urnType } from "../model/urn";
import { isProviderType, providerId, providerUrn } from "../model/providerReference";
import { sameState } from "./sameState";
import type { Step } from "./steps";

/**
 * Records executed steps: Pulumi's `SnapshotManager`. Before a provider changes anything, the operation is on disk as
 * pending; afterwards the result is written with the next save. Saves that are requested during a save are combined,
 * and a save waits for the steps that are executing, at most as long as the last save took. So a deployment with many
 * parallel steps writes no more often than the disk allows, and a killed engine leaves more operations pending. When a
 * step begins, the results of all finished steps are on disk.
 */
export class SnapshotManager {
  /** The new states, dependencies first. */
  private readonly news = new Set<ResourceState>();
  /** Old states that are replaced by a new one, or deleted. */
  private readonly done = new Set<ResourceState>();
  private readonly pending = new Map<Step, PendingOperation>();
  private running: Promise<void> = Promise.resolve();
  private next: Promise<void> | undefined;
  /** The duration of the last save in milliseconds. */
  private duration = 0;
  /** Steps that have begun and not ended. */
  private readonly executing = new Set<Step>();
  private allEnded = (): void => undefined;
  private changed = false;
  private closed = false;

  /**
   * @param olds the resources that the deployment starts from; read again at every save
   * @param interrupted operations of an earlier deployment; creations stay pending until their URN is created
   */
  constructor(
    private readonly base: Snapshot,
    private readonly olds: () => readonly ResourceState[],
    private readonly interrupted: Map<URN, PendingOperation>,
    private readonly sink: SnapshotSink,
  ) {}

  /** Call before a step is executed. Resolves when the pending operation is on disk, if the step needs one. */
  async begin(step: Step): Promise<void> {
    const type = pendingType(step);
    if (type === undefined) return;
    this.pending.set(step, { resource: { ...step.res }, type });
    await this.save();
    this.executing.add(step);
  }

  /** Call after a step is executed. `successful` is also true for a resource that was created but is not ready. */
  end(step: Step, successful: boolean): void {
    this.executing.delete(step);
    if (this.executing.size === 0) this.allEnded();
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
        this.news.add(step.new!);
        return;
      case "create":
      case "create-replacement":
        this.news.add(step.new!);
        if (old?.pendingReplacement) this.finish(old);
        this.interrupted.delete(step.urn);
        return;
      case "update":
        this.finish(old);
        this.news.add(step.new!);
        this.settle(step.urn);
        return;
      case "read":
      case "read-replacement":
        if (op === "read") this.finish(old);
        this.news.add(step.new!);
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
      default: // `replace` is recorded by its parts, `refresh` by the list of old states
    }
  }

  /**
   * Removes the interrupted operation of a resource whose state is known again. An interrupted creation of a
   * replacement stays: it may have created another object.
   */
  private settle(urn: URN): void {
    if (this.interrupted.get(urn)?.type !== "creating") this.interrupted.delete(urn);
  }

  private finish(old: ResourceState | undefined): void {
    if (old) this.done.add(old);
  }

  /** Call when a component's or the stack's outputs change. */
  outputsChanged(): void {
    this.changed = true;
    this.saveInBackground();
  }

  /** Returns the current snapshot. Its states are copies, which later steps do not modify. */
  snapshot(): Snapshot {
    const rest = this.olds().filter((old) => !this.done.has(old) && !this.news.has(old));
    const creations = [...this.interrupted.values()].filter((op) => op.type === "creating");
    return {
      ...this.base,
      manifest: { ...this.base.manifest, time: new Date().toISOString() },
      resources: withoutAliases([...this.news, ...rest]),
      pendingOperations: [...creations, ...this.pending.values()],
    };
  }

  /** Resolves when a snapshot with everything recorded so far is written. */
  async save(): Promise<void> {
    this.next ??= this.running
      .catch(() => undefined) // reported to the callers that wait for it
      .then(() => this.executingSteps())
      .then(async () => {
        this.running = this.next!;
        this.next = undefined;
        const start = performance.now();
        await this.sink.save(this.snapshot());
        this.duration = performance.now() - start;
      });
    return this.next;
  }

  /**
   * Waits for the steps that are executing, at most as long as the last save took. A save of a large state takes longer
   * than most steps, so it is worth waiting for their results and for the steps that follow them.
   */
  private async executingSteps(): Promise<void> {
    if (this.executing.size === 0 || this.closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.duration);
      this.allEnded = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private saveInBackground(): void {
    if (this.closed) return;
    this.save().catch(() => undefined); // the next step and finishSaving() report the error
  }

  /**
   * Stops recording. Operations in progress stay pending: they may fail only because the deployment is being aborted.
   */
  close(): void {
    this.closed = true;
    this.allEnded();
  }

  /** Writes the final snapshot, if it differs from the last one. */
  async finishSaving(): Promise<Snapshot> {
    if (this.changed || this.base.pendingOperations.length > 0) await this.save();
    else await (this.next ?? this.running);
    return this.snapshot();
  }
}

/**
 * False for a step that leaves the state unchanged. A `same` step changes no object, but may bring another name,
 * other options, or inputs that the provider's diff considers equal.
 */
function changesState({ op, old, new: state, skippedCreate }: Step): boolean {
  if (op === "replace") return false;
  return op !== "same" || (!skippedCreate && !sameState(old!, state!));
}

/** The pending operation of a step; undefined if the step changes no object. */
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

/** Copies the states and replaces every reference to an old URN by the new one. */
function withoutAliases(resources: ResourceState[]): ResourceState[] {
  const renamed = new Map<URN, URN>();
  for (const { urn, type, parent, aliases } of resources) {
    for (const alias of aliases) renamed.set(alias, urn);
    // A child that is not registered again has a new URN too.
    const newParent = parent === undefined ? undefined : renamed.get(parent);
    if (newParent === undefined || urnType(newParent) === STACK_TYPE) continue;
    const { stack, project, name } = parseUrn(urn);
    renamed.set(urn, makeUrn(stack, project, newParent, type, name));
  }
  if (renamed.size === 0) return resources.map((resource) => ({ ...resource }));
  const name = (urn: URN): URN => renamed.get(urn) ?? urn;
  return resources.map((resource) => ({
    ...resource,
    urn: name(resource.urn),
    ...(resource.parent !== undefined ? { parent: name(resource.parent) } : {}),
    ...(resource.deletedWith !== undefined ? { deletedWith: name(resource.deletedWith) } : {}),
    ...(resource.replaceWith !== undefined ? { replaceWith: resource.replaceWith.map(name) } : {}),
    ...(resource.provider !== undefined
      ? { provider: `${name(providerUrn(resource.provider))}::${providerId(resource.provider)}` }
      : {}),
    dependencies: resource.dependencies.map(name),
    propertyDependencies: renamedProperties(resource.propertyDependencies, name),
    aliases: [],
  }));
}

/** The official engine drops properties without dependencies when a dependency of another one is renamed. */
function renamedProperties(
  properties: Record<string, URN[]>,
  nameOf: (urn: URN) => URN,
): Record<string, URN[]> {
  const entries = Object.entries(properties);
  if (entries.every(([, urns]) => urns.every((urn) => nameOf(urn) === urn))) return properties;
  return Object.fromEntries(
    entries.filter(([, urns]) => urns.length > 0).map(([key, urns]) => [key, urns.map(nameOf)]),
  );
}
