import { Secret } from "../../protocol/values";
import { emptySnapshot, type ResourceState, type Snapshot } from "../model/state";
import { SnapshotManager } from "./snapshotManager";
import {
  createReplacementStep,
  createStep,
  deleteReplacedStep,
  deleteStep,
  sameStep,
  skippedCreateStep,
  updateStep,
} from "./steps";
import { NO_DIFF } from "./diff";

const state = (name: string, more: Partial<ResourceState> = {}): ResourceState => ({
  urn: `urn:pulumi:s::p::m:i:T::${name}`,
  type: "m:i:T",
  custom: true,
  id: name,
  inputs: {},
  outputs: {},
  dependencies: [],
  initErrors: [],
  propertyDependencies: {},
  additionalSecretOutputs: [],
  aliases: [],
  provider: "urn:pulumi:s::p::pulumi:providers:m::default::1",
  ...more,
});
const names = (snapshot: Snapshot) =>
  snapshot.resources.map((resource) => resource.urn.split("::").pop() + (resource.delete ? " (delete)" : ""));

describe("what is recorded", () => {
  /** A sink that writes when it is let. */
  class SlowDisk {
    written: Snapshot[] = [];
    private release: (() => void)[] = [];
    save = (snapshot: Snapshot) =>
      new Promise<void>((resolve) => {
        this.release.push(() => {
          this.written.push(snapshot);
          resolve();
        });
      });
    get busy(): number {
      return this.release.length;
    }
    async turn(): Promise<void> {
      await new Promise(setImmediate);
      this.release.splice(0).forEach((write) => write());
      await new Promise(setImmediate);
    }
  }

  const manager = (olds: ResourceState[], disk = new SlowDisk()) => {
    const base = { ...emptySnapshot(), resources: olds };
    return { disk, snapshots: new SnapshotManager(base, () => olds, new Map(), disk) };
  };

  it("holds an operation as pending from before it begins until it has ended", async () => {
    const { disk, snapshots } = manager([]);
    const step = createStep(state("a"));
    let begun = false;
    const beginning = snapshots.begin(step).then(() => {
      begun = true;
    });
    await new Promise(setImmediate);
    expect(begun).toBe(false);
    await disk.turn();
    await beginning;
    expect(disk.written.at(-1)!.pendingOperations).toMatchObject([
      { type: "creating", resource: { id: "a" } },
    ]);
    snapshots.end(step, true);
    await disk.turn();
    expect(disk.written.at(-1)).toMatchObject({ pendingOperations: [], resources: [{ id: "a" }] });
  });

  it("writes once for all that comes while it writes", async () => {
    const { disk, snapshots } = manager([]);
    const steps = Array.from({ length: 50 }, (_, i) => createStep(state(`r${i}`)));
    const all = Promise.all(steps.map((step) => snapshots.begin(step)));
    await disk.turn();
    await disk.turn();
    await all;
    expect(disk.written.length).toBeLessThanOrEqual(2);
    expect(disk.written.at(-1)!.pendingOperations).toHaveLength(50);
  });

  it("puts what is new first, in the order of becoming, and what is left behind it", async () => {
    const [a, b, c] = [state("a"), state("b"), state("c")];
    const { snapshots } = manager([a, b, c]);
    snapshots.end(updateStep(b, state("b"), NO_DIFF, []), true);
    snapshots.end(createStep(state("new")), true);
    snapshots.end(sameStep(a, state("a")), true);
    expect(names(snapshots.snapshot())).toEqual(["b", "new", "a", "c"]);
    snapshots.end(deleteStep(c), true);
    expect(names(snapshots.snapshot())).toEqual(["b", "new", "a"]);
  });

  it("keeps a replaced original until it is deleted", () => {
    const old = state("a");
    const { snapshots } = manager([old]);
    old.delete = true; // as the step does it
    snapshots.end(createReplacementStep(old, state("a", { id: "a2" }), undefined, true), true);
    expect(names(snapshots.snapshot())).toEqual(["a", "a (delete)"]);
    snapshots.end(deleteReplacedStep(old, false), true);
    expect(names(snapshots.snapshot())).toEqual(["a"]);
  });

  it("keeps an original that was deleted first until its replacement is there", () => {
    const old = state("a");
    const { snapshots } = manager([old]);
    old.pendingReplacement = true;
    snapshots.end(deleteReplacedStep(old, true), true);
    expect(snapshots.snapshot().resources).toMatchObject([{ id: "a", pendingReplacement: true }]);
    snapshots.end(createReplacementStep(old, state("a", { id: "a2" }), undefined, false), true);
    expect(snapshots.snapshot().resources).toMatchObject([{ id: "a2" }]);
  });

  it("calls a renamed resource by its new name everywhere", () => {
    const old = state("old");
    const user = state("user", {
      dependencies: [old.urn],
      propertyDependencies: { x: [old.urn] },
      deletedWith: old.urn,
      replaceWith: [old.urn],
    });
    const { snapshots } = manager([old, user]);
    const renamed = state("new", { aliases: [old.urn] });
    snapshots.end(sameStep(old, renamed), true);
    expect(snapshots.snapshot().resources).toMatchObject([
      { urn: renamed.urn, aliases: [] },
      {
        dependencies: [renamed.urn],
        propertyDependencies: { x: [renamed.urn] },
        deletedWith: renamed.urn,
        replaceWith: [renamed.urn],
      },
    ]);
  });

  it("writes nothing for resources that are the same", async () => {
    const [a, b] = [state("a"), state("b")];
    const { disk, snapshots } = manager([a, b]);
    snapshots.end(sameStep(a, state("a")), true);
    snapshots.end(skippedCreateStep(state("c")), true);
    expect(names(await snapshots.finishSaving())).toEqual(["a", "b"]);
    expect(disk.busy).toBe(0);
  });

  it.each<[string, Partial<ResourceState>]>([
    ["a resource with other options", { protect: true }],
    ["a resource with inputs that became secret", { inputs: { key: new Secret("v") } }],
    ["a provider with inputs that its diff considers equal", { type: "pulumi:providers:m" }],
  ])("writes %s at once", async (_, change) => {
    const old = state("a", { inputs: { key: "v" } });
    const { disk, snapshots } = manager([old]);
    snapshots.end(sameStep(old, state("a", change)), true);
    await disk.turn();
    expect(disk.written).toHaveLength(1);
    expect(disk.written[0]!.resources).toMatchObject([change]);
  });

  it("gives copies, so that what happens later does not show", () => {
    const { snapshots } = manager([]);
    const made = state("a");
    snapshots.end(createStep(made), true);
    const before = snapshots.snapshot();
    made.outputs = { later: true };
    expect(before.resources[0]!.outputs).toEqual({});
  });

  it("forgets a step that failed", async () => {
    const { disk, snapshots } = manager([]);
    const step = createStep(state("a"));
    const beginning = snapshots.begin(step);
    await disk.turn();
    await beginning;
    snapshots.end(step, false);
    expect(snapshots.snapshot()).toMatchObject({ resources: [], pendingOperations: [] });
  });
});
