import { Secret } from "../../protocol/values";
import { type TestProgram, TestStack } from "../../../test/support/engine/stack";
import { World } from "../../../test/support/engine/world";

describe("a deployment", () => {
  let world: World;
  let stack: TestStack;
  beforeEach(() => {
    world = new World();
    stack = new TestStack(world);
  });

  it("creates, updates, keeps and deletes resources", async () => {
    const first = await stack.run("update", async (test) => {
      await test.resource("a", { value: 1 });
      await test.resource("b", { value: 1 });
      await test.resource("c", { value: 1 });
    });
    expect(first.changes).toEqual({ create: 4 });
    const second = await stack.run("update", async (test) => {
      await test.resource("a", { value: 1 });
      await test.resource("b", { value: 2 });
    });
    expect(second.steps).toEqual(["same a", "update b", "delete c"]);
    expect([...world.objects.keys()]).toEqual(["a-1", "b-2"]);
    const third = await stack.run("destroy");
    expect(third.changes).toEqual({ delete: 3 });
    expect(world.objects.size).toBe(0);
    expect(stack.snapshot.resources).toEqual([]);
  });

  it("lets children inherit deletedWith", async () => {
    const first = await stack.run("update", async (test) => {
      const a = await test.resource("a", { value: 1 });
      const box = await test.component("box", { deletedWith: a.urn, dependencies: [a.urn] });
      await test.resource("inner", { value: 1 }, { parent: box.urn });
    });
    expect(first.failed).toBe(false);
    world.calls.length = 0;
    await stack.run("destroy");
    expect(world.calls).toEqual(["delete a-1"]);
    expect(stack.snapshot.resources).toEqual([]);
  });

  it("saves nothing when nothing changes", async () => {
    const program = async (test: TestProgram) => {
      await test.resource("a", { value: 1 });
    };
    await stack.run("update", program);
    stack.saves = 0;
    await stack.run("update", program);
    expect(stack.saves).toBe(0);
  });

  it("deletes an exclusive original before its replacement is created, others afterwards", async () => {
    const program = (kind: string) => async (test: TestProgram) => {
      const a = await test.resource("a", { kind });
      await test.resource("b", { kind, exclusive: true });
      await test.resource(
        "user",
        { value: a.id! },
        { propertyDependencies: { value: [a.urn] }, dependencies: [a.urn] },
      );
    };
    await stack.run("update", program("x"));
    world.calls.length = 0;
    const run = await stack.run("update", program("y"));
    expect(run.changes).toEqual({ same: 1, replace: 2, update: 1 });
    expect(world.calls).toEqual(["create a-4", "delete b-2", "create b-5", "update user-3", "delete a-1"]);
  });

  it("renames and moves a resource without changing the object", async () => {
    await stack.run("update", async (test) => {
      await test.resource("old", { value: 1 });
      await test.resource(
        "user",
        { value: 2 },
        { dependencies: ["urn:pulumi:s::p::world:index:Thing::old"] },
      );
    });
    const run = await stack.run("update", async (test) => {
      const box = await test.component("box");
      const moved = await test.resource(
        "new",
        { value: 1 },
        { parent: box.urn, aliases: [{ name: "old", noParent: true }] },
      );
      await test.resource("user", { value: 2 }, { dependencies: [moved.urn] });
    });
    expect(run.steps).toEqual(["create box", "same new", "same user"]);
    expect(stack.find("new")!.aliases).toEqual([]);
    expect(stack.find("old")).toBeUndefined();
  });

  it("marks outputs as secret that the program names or that have a secret input", async () => {
    await stack.run("update", async (test) => {
      await test.resource(
        "a",
        { value: "v", hidden: new Secret("h") },
        { additionalSecretOutputs: ["value"] },
      );
    });
    expect(stack.find("a")!.outputs).toMatchObject({ value: new Secret("v"), hidden: new Secret("h") });
  });

  it("keeps protected resources and reports each of them", async () => {
    await stack.run("update", async (test) => {
      await test.resource("a", { value: 1 }, { protect: true });
      await test.resource("b", { value: 1 }, { protect: true });
      await test.resource("c", { value: 1 });
    });
    const destroyed = await stack.run("destroy");
    expect(destroyed.errors).toHaveLength(2);
    expect(destroyed.errors[0]).toContain("cannot be deleted\nbecause it is protected");
    expect(destroyed.failed).toBe(true);
    expect([...world.objects.keys()]).toEqual(["a-1", "b-2"]);
    const excluded = await stack.run("destroy", undefined, { excludeProtected: true });
    expect(excluded).toMatchObject({ failed: false, changes: {} });
    const replaced = await stack.run("update", async (test) => {
      await test.resource("a", { value: 1, kind: "other" }, { protect: true });
    });
    expect(replaced.errors[0]).toContain("unable to replace resource");
    expect(world.objects.get("a-1")!.properties.kind).toBeUndefined();
  });

  it("does not delete retained resources and those with deletedWith", async () => {
    await stack.run("update", async (test) => {
      const owner = await test.resource("owner", {});
      await test.resource("kept", {}, { retainOnDelete: true });
      await test.resource("owned", {}, { deletedWith: owner.urn });
    });
    world.calls.length = 0;
    await stack.run("destroy");
    expect(world.calls).toEqual(["delete owner-1"]);
    expect(stack.snapshot.resources).toEqual([]);
  });

  it("reads a resource, adopts it and discards it", async () => {
    const urn = "urn:pulumi:s::p::world:index:Thing::found";
    world.objects.set("there", { owner: urn, properties: { name: "there", value: 7 } });
    await stack.run("update", async (test) => {
      expect((await test.read("found", "there")).outputs).toMatchObject({ value: 7 });
    });
    expect(stack.find("found")).toMatchObject({ external: true, id: "there" });
    const missing = await stack.run("update", async (test) => {
      await test.read("other", "nowhere");
    });
    expect(missing.errors).toEqual(["resource 'nowhere' does not exist"]);
    const owned = await stack.run("update", async (test) => {
      await test.resource("found", { value: 8 });
    });
    expect(owned.steps).toEqual(["create-replacement found", "replace found", "discard-replaced found"]);
    expect(world.calls).toEqual(["create found-1"]);
  });

  it("stops at the first failure and reports it", async () => {
    const run = await stack.run("update", async (test) => {
      await test.resource("a", { value: "broken" });
      await test.resource("b", {});
    });
    expect(run.errors).toEqual(["the creation failed"]);
    expect(run.failed).toBe(true);
    expect(stack.snapshot.pendingOperations).toEqual([]);
    expect(world.objects.size).toBe(0);
  });

  it("with continueOnError, continues with resources that do not depend on the failed one", async () => {
    const run = await stack.run(
      "update",
      async (test) => {
        const a = await test.resource("a", { value: "broken" });
        await test.resource("user", {}, { dependencies: [a.urn] });
        await test.resource("b", {});
      },
      { continueOnError: true },
    );
    expect(run.steps).toEqual(["create a", "create b"]);
    expect(run.failed).toBe(true);
    expect([...world.objects.keys()]).toEqual(["b-3"]);
  });

  it("keeps a resource that is not ready and tries again", async () => {
    const program = (value: string) => async (test: TestProgram) => {
      await test.resource("a", { value });
    };
    const slow = await stack.run("update", program("slow"));
    expect(slow.errors).toEqual(["1 error occurred:\n\t* timed out\n"]);
    expect(stack.find("a")).toMatchObject({ id: "a-1", initErrors: ["timed out"] });
    world.calls.length = 0;
    await stack.run("update", program("slow"));
    expect(world.calls).toEqual(["update a-1"]);
    const live = await stack.run("update", program("quick"));
    expect(live.failed).toBe(false);
    expect(stack.find("a")!.initErrors).toEqual([]);
  });

  it("reports a check failure with its property", async () => {
    const run = await stack.run("preview", async (test) => {
      await test.resource("a", { value: "forbidden" });
    });
    expect(run.errors).toEqual([
      "world:index:Thing resource 'a': property value value {forbidden} has a problem: it is forbidden",
    ]);
  });

  it("rejects two resources of the same name", async () => {
    const run = await stack.run("update", async (test) => {
      await test.resource("a", {});
      await test.resource("a", {});
    });
    expect(run.errors[0]).toContain("Duplicate resource URN");
  });

  it("changes only targeted resources", async () => {
    const program = (value: number) => async (test: TestProgram) => {
      const a = await test.resource("a", { value });
      await test.resource("b", { value }, { dependencies: [a.urn] });
      await test.resource("c", { value });
    };
    await stack.run("update", program(1));
    const urn = "urn:pulumi:s::p::world:index:Thing::a";
    const run = await stack.run("update", program(2), { targets: [urn] });
    expect(run.changes).toEqual({ same: 3, update: 1 });
    const dependents = await stack.run("update", program(3), { targets: [urn], targetDependents: true });
    expect(dependents.changes).toEqual({ same: 2, update: 2 });
    const unknown = await stack.run("update", program(3), { targets: ["urn:pulumi:s::p::x:y:Z::nobody"] });
    expect(unknown.errors[0]).toContain("could not be found in the stack");
    const refused = await stack.run("destroy", undefined, { targets: [urn] });
    expect(refused.errors[0]).toContain("was not specified in --target list");
    expect(world.objects.size).toBe(3);
  });

  it("keeps a renamed dependent of a target unchanged", async () => {
    const program = (value: number, name: string) => async (test: TestProgram) => {
      const a = await test.resource("a", { value });
      await test.resource(name, { value }, { dependencies: [a.urn], aliases: [{ name: "old" }] });
    };
    await stack.run("update", program(1, "old"));
    const run = await stack.run("update", program(2, "new"), {
      targets: ["urn:pulumi:s::p::world:index:Thing::a"],
    });
    expect(run).toMatchObject({ errors: [], steps: ["update a", "same old"] });
    expect((await stack.run("update", program(2, "new"))).steps).toEqual(["same a", "update new"]);
  });

  it("replaces a tainted resource that is targeted", async () => {
    const program = async (test: TestProgram) => {
      await test.resource("a", { value: 1 });
      await test.resource("b", { value: 1 });
    };
    await stack.run("update", program);
    stack.find("a")!.taint = true;
    world.calls.length = 0;
    await stack.run("update", program, { targets: ["urn:pulumi:s::p::world:index:Thing::b"] });
    expect(world.calls).toEqual([]);
    expect(stack.find("a")!.taint).toBe(true);
    const run = await stack.run("update", program);
    expect(run.changes).toEqual({ same: 2, replace: 1 });
    expect(world.calls).toEqual(["create a-3", "delete a-1"]);
    expect(stack.find("a")).not.toHaveProperty("taint");
  });

  it("records what a refresh finds and drops deleted resources", async () => {
    const program = async (test: TestProgram) => {
      const a = await test.resource("a", { value: 1 });
      await test.resource("b", { value: 1 }, { dependencies: [a.urn] });
    };
    await stack.run("update", program);
    world.objects.delete("a-1");
    const run = await stack.run("refresh");
    expect(run.changes).toEqual({ same: 2, delete: 1 });
    expect(stack.find("a")).toBeUndefined();
    expect(stack.find("b")!.dependencies).toEqual([]);
    expect((await stack.run("update", program)).steps).toEqual(["create a", "same b"]);
  });

  it("previews without changing anything", async () => {
    await stack.run("update", async (test) => {
      await test.resource("a", { kind: "x" });
    });
    const before = JSON.stringify(stack.snapshot);
    world.calls.length = 0;
    const run = await stack.run("preview", async (test) => {
      await test.resource("a", { kind: "y" });
      await test.resource("b", {});
    });
    expect(run.steps).toEqual(["create-replacement a", "replace a", "create b", "delete-replaced a"]);
    expect(world.calls).toEqual([]);
    expect(JSON.stringify(stack.snapshot)).toBe(before);
  });
});
