import fc from "fast-check";
import type { Snapshot } from "../model/state";
import { type TestProgram, TestStack } from "../../../test/support/engine/stack";
import { World } from "../../../test/support/engine/world";

/** Interrupts the process at the n-th point: from then on no call returns. */
class Interruption {
  private calls = 0;
  readonly happened: Promise<"interrupted">;
  private interrupt!: () => void;

  constructor(
    world: World,
    private readonly at: number,
  ) {
    this.happened = new Promise((resolve) => {
      this.interrupt = () => resolve("interrupted");
    });
    world.interrupt = async () => {
      if (this.calls++ < this.at) return;
      this.interrupt();
      await new Promise(() => undefined);
    };
  }
}

interface Thing {
  value: number;
  kind: "x" | "y";
  exclusive: boolean;
  /** Registered by the program. */
  present: boolean;
  dependsOnPrevious: boolean;
}

const things = fc.array(
  fc.record<Thing>({
    value: fc.integer({ min: 0, max: 2 }),
    kind: fc.constantFrom("x", "y"),
    exclusive: fc.boolean(),
    present: fc.boolean(),
    dependsOnPrevious: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);

/** A program of things t0, t1, …, some of which depend on the previous one. */
const programOf = (list: Thing[]) => async (test: TestProgram) => {
  let previous: { urn: string; id?: string } | undefined;
  for (const [i, thing] of list.entries()) {
    if (!thing.present) continue;
    const needs = thing.dependsOnPrevious && previous ? [previous.urn] : [];
    previous = await test.resource(
      `t${i}`,
      {
        value: thing.value,
        kind: thing.kind,
        exclusive: thing.exclusive,
        ...(needs.length > 0 ? { above: previous!.id ?? "?" } : {}),
      },
      { dependencies: needs, propertyDependencies: needs.length > 0 ? { above: needs } : {} },
    );
  }
};

/** Runs an operation until the interruption and returns a stack with the snapshot that is on disk then. */
async function runUntilInterruption(
  stack: TestStack,
  kind: "update" | "destroy",
  program: ((test: TestProgram) => Promise<void>) | undefined,
  at: number,
): Promise<void> {
  const interruption = new Interruption(stack.world, at);
  let written: Snapshot = stack.snapshot;
  await Promise.race([
    stack.run(kind, program).then(() => {
      written = stack.snapshot;
    }),
    interruption.happened.then(() => {
      written = stack.snapshot;
    }),
  ]);
  // A killed process writes nothing more.
  const left = new TestStack(stack.world);
  left.snapshot = written;
  Object.assign(stack, { snapshot: left.snapshot, run: left.run.bind(left), find: left.find.bind(left) });
  Object.defineProperty(stack, "snapshot", {
    get: () => left.snapshot,
    set: () => undefined, // the killed process
    configurable: true,
  });
  stack.world.interrupt = async () => undefined;
}

/** Expects one object for each present thing, and no other. */
function expectWorldToBe(world: World, list: Thing[]): void {
  const expected = list.flatMap((thing, i) => (thing.present ? [`t${i}: ${thing.value} ${thing.kind}`] : []));
  const there = [...world.objects.values()].map(
    ({ owner, properties }) =>
      `${owner.split("::").pop()}: ${String(properties.value)} ${String(properties.kind)}`,
  );
  expect(there.sort()).toEqual(expected.sort());
}

describe.each([true, false])(
  "an operation that is killed at any point (ids in previews: %s)",
  (idsInPreviews) => {
    const newStack = () => new TestStack(Object.assign(new World(), { idsInPreviews }));

    it("is completed by the next update, without orphans and duplicates", async () => {
      await fc.assert(
        fc.asyncProperty(things, things, things, fc.nat({ max: 12 }), async (before, after, last, at) => {
          const stack = newStack();
          await stack.run("update", programOf(before));
          await runUntilInterruption(stack, "update", programOf(after), at);
          // Run the same program again, or a changed one.
          const program = at % 2 === 0 ? after : last;
          const run = await stack.run("update", programOf(program));
          expect(run.errors).toEqual([]);
          expectWorldToBe(stack.world, program);
          expect(stack.snapshot.pendingOperations).toEqual([]);
          const again = await stack.run("update", programOf(program));
          expect(Object.keys(again.changes)).toEqual(["same"]);
        }),
        { numRuns: 150 },
      );
    });

    it("leaves nothing behind after the next destroy", async () => {
      await fc.assert(
        fc.asyncProperty(things, things, fc.nat({ max: 12 }), async (before, after, at) => {
          const stack = newStack();
          await stack.run("update", programOf(before));
          await runUntilInterruption(stack, "update", programOf(after), at);
          const run = await stack.run("destroy");
          expect(run.errors).toEqual([]);
          expect([...stack.world.objects.keys()]).toEqual([]);
          expect(stack.snapshot).toMatchObject({ resources: [], pendingOperations: [] });
        }),
        { numRuns: 150 },
      );
    });

    it("if it is a destroy, is completed by the next destroy or undone by the next update", async () => {
      await fc.assert(
        fc.asyncProperty(
          things,
          things,
          fc.nat({ max: 12 }),
          fc.boolean(),
          async (before, after, at, destroy) => {
            const stack = newStack();
            await stack.run("update", programOf(before));
            await runUntilInterruption(stack, "destroy", undefined, at);
            const run = await stack.run(
              destroy ? "destroy" : "update",
              destroy ? undefined : programOf(after),
            );
            expect(run.errors).toEqual([]);
            if (destroy) expect(stack.world.objects.size).toBe(0);
            else expectWorldToBe(stack.world, after);
          },
        ),
        { numRuns: 150 },
      );
    });

    it("is reported as pending by the next update", async () => {
      const stack = newStack();
      const program = programOf([
        { value: 1, kind: "x", exclusive: false, present: true, dependsOnPrevious: false },
      ]);
      await runUntilInterruption(stack, "update", program, 1);
      expect(stack.snapshot.pendingOperations).toEqual([
        expect.objectContaining({
          type: "creating",
          resource: expect.objectContaining({ type: "world:index:Thing" }),
        }),
      ]);
      expect([...stack.world.objects.keys()]).toEqual(["t0-1"]);
      await stack.run("update", program);
      expect([...stack.world.objects.keys()]).toEqual(["t0-1"]);
    });
  },
);
