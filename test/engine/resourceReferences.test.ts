import { programFiles } from "./programFiles";
import { countsOf, messagesOf, TestProgram } from "./testProgram";

/** A note that its SDK can create from a reference. */
const MODULE = `
  pulumi.runtime.registerResourceModule("notes", "index", {
    construct: (name, type, urn) => new Note(name, {}, { urn }),
  });
`;

describe("a reference to a resource", () => {
  let program: TestProgram | undefined;
  afterEach(() => program?.dispose());

  it("in a component's outputs does not break the next update", async () => {
    program = TestProgram.of(
      programFiles(`${MODULE}
        class Box extends pulumi.ComponentResource {
          constructor(name) {
            super("notes:index:Box", name, {});
            this.inner = new Note("inner", { text: "step " + step }, { parent: this });
            this.registerOutputs({ inner: this.inner });
          }
        }
        exports.text = new Box("box").inner.id;
      `),
    );
    expect(countsOf(await program.run("update", { step: "1" }))).toEqual({ create: 3 });
    const second = await program.run("update", { step: "2" });
    expect(messagesOf(second, "error")).toEqual([]);
    expect(countsOf(second)).toEqual({ same: 2, update: 1 });
    const box = program.snapshot.resources.find(({ type }) => type === "notes:index:Box")!;
    expect(box.outputs.inner).toMatchObject({
      urn: expect.stringMatching(/::inner$/) as string,
      id: "inner",
    });
  });

  it("resolves to the resource's current state", async () => {
    program = TestProgram.of(
      programFiles(`${MODULE}
        const target = new Note("target", { text: "step " + step });
        new Note("pointer", { to: target });
        class Found extends pulumi.CustomResource {
          constructor(name, urn) { super("notes:index:Note", name, { text: undefined }, { urn }); }
        }
        exports.found = target.urn.apply((urn) => new Found("target", urn).text);
        exports.id = target.urn.apply((urn) => new Found("target", urn).id);
      `),
    );
    for (const step of ["1", "2"]) {
      const run = await program.run("update", { step });
      expect(messagesOf(run, "error")).toEqual([]);
      expect(program.snapshot.resources[0]!.outputs).toEqual({ found: `step ${step}`, id: "target" });
    }
  });

  it("to an unregistered resource is an error", async () => {
    program = TestProgram.of(
      programFiles(`${MODULE}
        new Note("absent", {}, { urn: "urn:pulumi:dev::p::notes:index:Note::absent" });
      `),
    );
    const run = await program.run("update", {});
    expect(messagesOf(run, "error").join("\n")).toContain(
      "unknown resource 'urn:pulumi:dev::p::notes:index:Note::absent'",
    );
  });
});
