import fc from "fast-check";
import { type PropertyMap, Secret } from "../../protocol/values";
import type { ResourceState } from "../model/state";
import { sameState } from "./sameState";
import { type ResourceOptions, type TestProgram, TestStack } from "../../../test/support/engine/stack";
import { World } from "../../../test/support/engine/world";

const thing = (name: string) => `urn:pulumi:s::p::world:index:Thing::${name}`;

/** A registration whose variations the provider's diff ignores. */
interface Registration {
  options?: ResourceOptions;
  remark?: PropertyMap[string];
}

/** Resources `a` and `b`, a component and the resource or component `x` as registered. */
const program =
  ({ options = {}, remark }: Registration, component = false) =>
  async (test: TestProgram): Promise<void> => {
    await test.resource("a", { value: 1 });
    await test.resource("b", { value: 1 });
    const box = await test.component("box");
    const more = {
      ...options,
      ...(options.parent === "box" ? { parent: box.urn, aliases: [{ noParent: true }] } : {}),
    };
    if (component) await test.component("x", more);
    else await test.resource("x", { value: 1, ...(remark === undefined ? {} : { remark }) }, more);
  };

/** A state without its timestamps. */
const timeless = (state: ResourceState): ResourceState => {
  const copy = { ...state };
  delete copy.created;
  delete copy.modified;
  return copy;
};

/** Two values of every recorded option and of an input that the provider's diff ignores. */
const CHANGES: Record<string, [Registration, Registration]> = {
  protect: [{ options: { protect: true } }, { options: { protect: false } }],
  retainOnDelete: [{ options: { retainOnDelete: true } }, { options: { retainOnDelete: false } }],
  dependencies: [{ options: { dependencies: [thing("a")] } }, { options: { dependencies: [thing("b")] } }],
  propertyDependencies: [
    { options: { propertyDependencies: { value: [thing("a")] } } },
    { options: { propertyDependencies: { value: [thing("a"), thing("b")] } } },
  ],
  deletedWith: [{ options: { deletedWith: thing("a") } }, { options: { deletedWith: thing("b") } }],
  customTimeouts: [
    { options: { customTimeouts: { create: 1 } } },
    { options: { customTimeouts: { create: 2, delete: 3 } } },
  ],
  hideDiff: [{ options: { hideDiff: ["value"] } }, { options: { hideDiff: ["value", "remark"] } }],
  replaceOnChanges: [
    { options: { replaceOnChanges: ["value"] } },
    { options: { replaceOnChanges: ["value", "kind"] } },
  ],
  ignoreChanges: [{ options: { ignoreChanges: ["kind"] } }, { options: { ignoreChanges: ["kind", "name"] } }],
  "an input that the provider's diff ignores": [{ remark: "one" }, { remark: "two" }],
  "the secretness of an input": [{ remark: "one" }, { remark: new Secret("one") }],
};

describe("an update that changes options only", () => {
  let world: World;
  let stack: TestStack;
  beforeEach(async () => {
    world = new World();
    stack = new TestStack(world);
    await stack.run("update", program({}));
  });

  /** Expects an unchanged step, no call that changes an object, and one write. */
  async function expectSaved(run: (test: TestProgram) => Promise<void>): Promise<void> {
    world.calls.length = 0;
    stack.saves = 0;
    const update = await stack.run("update", run);
    expect(Object.keys(update.changes)).toEqual(["same"]);
    expect(stack.saves).toBeGreaterThan(0);
    stack.saves = 0;
    await stack.run("update", run);
    expect(stack.saves).toBe(0);
    expect(world.calls).toEqual([]);
  }

  /** Expects the state of `x` to equal that of a resource created with the same options. */
  async function expectAsCreated(registration: Registration): Promise<void> {
    const other = new TestStack(new World());
    await other.run("update", program(registration));
    const providerOf = (of: TestStack) => of.find("default")!.id!;
    const created = other.find("x")!;
    created.provider = created.provider!.replace(providerOf(other), providerOf(stack));
    expect(timeless(stack.find("x")!)).toEqual({
      ...timeless(created),
      // Outputs come from the object. They become secret with an input, and stay secret.
      outputs: stack.find("x")!.outputs,
    });
  }

  it.each(Object.entries(CHANGES))("saves %s when it is added, changed and removed", async (_, values) => {
    for (const registration of [values[0], values[1], values[0], {}, values[1]]) {
      const before = stack.find("x")!;
      const run = program(registration);
      world.calls.length = 0;
      stack.saves = 0;
      const update = await stack.run("update", run);
      expect(update.changes).toEqual({ same: 5 });
      const after = stack.find("x")!;
      expect(stack.saves > 0).toBe(!sameState(before, after));
      await expectAsCreated(registration);
      stack.saves = 0;
      await stack.run("update", run);
      expect(stack.saves).toBe(0);
      expect(world.calls).toEqual([]);
    }
  });

  it("saves additionalSecretOutputs, and marks the outputs as secret", async () => {
    await expectSaved(program({ options: { additionalSecretOutputs: ["value"] } }));
    expect(stack.find("x")).toMatchObject({
      additionalSecretOutputs: ["value"],
      outputs: { value: new Secret(1) },
    });
    await expectSaved(program({}));
    expect(stack.find("x")!.additionalSecretOutputs).toEqual([]);
  });

  it("saves a new name, so that the alias can be dropped", async () => {
    const renamed = (aliases: ResourceOptions["aliases"]) => async (test: TestProgram) => {
      await test.resource("a", { value: 1 });
      await test.resource("b", { value: 1 });
      await test.component("box");
      await test.resource("y", { value: 1 }, { aliases: aliases! });
    };
    await expectSaved(renamed([{ name: "x" }]));
    await stack.run("update", renamed([]));
    expect(world.calls).toEqual([]);
    expect(stack.find("x")).toBeUndefined();
  });

  it("saves a new parent", async () => {
    await expectSaved(program({ options: { parent: "box" } }));
    expect(stack.find("x")!.parent).toBe(stack.find("box")!.urn);
  });

  it("saves a component's options", async () => {
    await stack.run("update", program({}, true));
    await expectSaved(program({ options: { protect: true, dependencies: [thing("a")] } }, true));
    expect(stack.find("x")).toMatchObject({ custom: false, protect: true, dependencies: [thing("a")] });
    await expectSaved(program({}, true));
    expect(stack.find("x")).not.toHaveProperty("protect");
  });

  it("saves options after a refresh", async () => {
    await stack.run("update", program({ options: { retainOnDelete: true } }), { refresh: true });
    expect(stack.find("x")!.retainOnDelete).toBe(true);
  });

  it("does not save the options of a resource that is not targeted", async () => {
    stack.saves = 0;
    const run = await stack.run("update", program({ options: { protect: true } }), { targets: [thing("a")] });
    expect(run.changes).toEqual({ same: 5 });
    expect(stack.saves).toBe(0);
  });

  it("saves the state that a creation with the same options would save", async () => {
    const values = Object.values(CHANGES).flat();
    const registration = fc
      .subarray(values)
      .map((parts) =>
        parts.reduce<Registration>(
          (all, part) => ({ ...all, ...part, options: { ...all.options, ...part.options } }),
          {},
        ),
      );
    await fc.assert(
      fc.asyncProperty(fc.array(registration, { maxLength: 3 }), async (registrations) => {
        world.calls.length = 0;
        for (const each of registrations) {
          await stack.run("update", program(each));
          await expectAsCreated(each);
          stack.saves = 0;
          await stack.run("update", program(each));
          expect(stack.saves).toBe(0);
        }
        expect(world.calls).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
