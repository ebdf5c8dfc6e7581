import { resourceState } from "../../../test/support/engine/resourceState";
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

const state = (name: string, more: Partial<ResourceState> = {}): ResourceState =>
  resourceState(`urn:pulumi:s::p::m:i:T::${name}`, "m:i:T", {
    id: name,
    provider: "urn:pulumi:s::p::pulumi:providers:m::default::1",
    ...more,
  });
const names = (snapshot: Snapshot) =>
  snapshot.resources.map((resource) => resource.urn.split("::").pop() + (resource.delete ? " (delete)" : ""));

describe("SnapshotManager", () => {
  /** A sink that writes only when the test allows it. */
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

  it("records an operation as pending while it runs", async () => {
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

  it("combines saves that are requested during a save", async () => {
    const { disk, snapshots } = manager([]);
    const steps = Array.from({ length: 50 }, (_, i) => createStep(state(`r${i}`)));
    const all = Promise.all(steps.map((step) => snapshots.begin(step)));
    await disk.turn();
    await disk.turn();
    await all;
    expect(disk.written.length).toBeLessThanOrEqual(2);
    expect(disk.written.at(-1)!.pendingOperations).toHaveLength(50);
  });

  describe("with a disk that takes a second", () => {
    beforeEach(() => {
      jest.useFakeTimers({ doNotFake: ["setImmediate", "nextTick"] });
    });
    afterEach(() => {
      jest.useRealTimers();
    });

    /** A manager whose first step has begun, after a save of one second, and whose second step is beginning. */
    async function oneExecuting() {
      const { disk, snapshots } = manager([]);
      const [first, second] = [createStep(state("first")), createStep(state("second"))];
      const beginning = snapshots.begin(first);
      await new Promise(setImmediate);
      jest.advanceTimersByTime(1000);
      await disk.turn();
      await beginning;
      void snapshots.begin(second);
      await new Promise(setImmediate);
      return { disk, snapshots, first };
    }
    const pendingOf = (snapshot: Snapshot) =>
      snapshot.pendingOperations.map(({ type, resource }) => `${type} ${resource.id}`);

    it("saves the result of a step that ends within a second together with the next step", async () => {
      const { disk, snapshots, first } = await oneExecuting();
      jest.advanceTimersByTime(999);
      await disk.turn();
      expect(disk.written).toHaveLength(1);
      snapshots.end(first, true);
      await disk.turn();
      expect(disk.written).toHaveLength(2);
      expect(names(disk.written[1]!)).toEqual(["first"]);
      expect(pendingOf(disk.written[1]!)).toEqual(["creating second"]);
    });

    it("saves at once when the deployment is aborted, and waits for that save at its end", async () => {
      const { disk, snapshots } = await oneExecuting();
      snapshots.close();
      const finished = snapshots.finishSaving();
      await disk.turn();
      await finished;
      expect(disk.written).toHaveLength(2);
      expect(pendingOf(disk.written[1]!)).toEqual(["creating first", "creating second"]);
    });

    it("begins the next step after a second if a step takes longer", async () => {
      const { disk } = await oneExecuting();
      jest.advanceTimersByTime(1000);
      await disk.turn();
      expect(disk.written).toHaveLength(2);
      expect(pendingOf(disk.written[1]!)).toEqual(["creating first", "creating second"]);
    });
  });

  it("puts new states first, in order of creation, then the remaining old ones", async () => {
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
    old.delete = true; // like the step does
    snapshots.end(createReplacementStep(old, state("a", { id: "a2" }), undefined, true), true);
    expect(names(snapshots.snapshot())).toEqual(["a", "a (delete)"]);
    snapshots.end(deleteReplacedStep(old, false), true);
    expect(names(snapshots.snapshot())).toEqual(["a"]);
  });

  it("keeps a deleted original until its replacement exists", () => {
    const old = state("a");
    const { snapshots } = manager([old]);
    old.pendingReplacement = true;
    snapshots.end(deleteReplacedStep(old, true), true);
    expect(snapshots.snapshot().resources).toMatchObject([{ id: "a", pendingReplacement: true }]);
    snapshots.end(createReplacementStep(old, state("a", { id: "a2" }), undefined, false), true);
    expect(snapshots.snapshot().resources).toMatchObject([{ id: "a2" }]);
  });

  it("replaces all references to the old name of a renamed resource", () => {
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

  it("writes nothing for unchanged resources", async () => {
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

  it("returns copies that later changes do not modify", () => {
    const { snapshots } = manager([]);
    const created = state("a");
    snapshots.end(createStep(created), true);
    const before = snapshots.snapshot();
    created.outputs = { later: true };
    expect(before.resources[0]!.outputs).toEqual({});
  });

  it("drops a failed step", async () => {
    const { disk, snapshots } = manager([]);
    const step = createStep(state("a"));
    const beginning = snapshots.begin(step);
    await disk.turn();
    await beginning;
    snapshots.end(step, false);
    expect(snapshots.snapshot()).toMatchObject({ resources: [], pendingOperations: [] });
  });
});
