import { programFiles } from "./programFiles";
import { countsOf, messagesOf, stepsOf, TestProgram } from "./testProgram";

describe("a program under the embedded engine", () => {
  let program: TestProgram | undefined;
  afterEach(() => program?.dispose());

  it("applies a resource's own transforms, its parents' and the stack's", async () => {
    program = TestProgram.of(
      programFiles(`
        const add = (text) => (args) => {
          if (args.type !== "notes:index:Note") return undefined;
          return { props: { ...args.props, text: args.props.text + text }, opts: args.opts };
        };
        pulumi.runtime.registerResourceTransform(add(" stack"));
        pulumi.runtime.registerResourceTransform((args) =>
          args.name === "guarded" ? { props: args.props, opts: pulumi.mergeOptions(args.opts, { protect: true }) } : undefined);
        pulumi.runtime.registerInvokeTransform((args) => ({ args: { ...args.args, more: 2 }, opts: args.opts }));
        class Box extends pulumi.ComponentResource {
          constructor(name, opts) { super("notes:index:Box", name, {}, opts); new Note("inner", { text: "i" }, { parent: this }); }
        }
        new Box("box", { transforms: [add(" box")] });
        new Note("plain", { text: "p" }, { transforms: [add(" own")] });
        new Note("guarded", { text: "g" });
        exports.invoked = pulumi.output(pulumi.runtime.invoke("notes:index:echo", { one: 1 }));
      `),
    );
    const run = await program.run("update", {});
    expect(messagesOf(run, "error")).toEqual([]);
    const texts = program.snapshot.resources
      .filter((resource) => resource.type === "notes:index:Note")
      .map((resource) => [resource.urn.split("::").pop(), resource.inputs.text, resource.protect === true]);
    expect(Object.fromEntries(texts.map(([name, ...rest]) => [name, rest]))).toEqual({
      inner: ["i box stack", false],
      plain: ["p own stack", false],
      guarded: ["g stack", true],
    });
    const stack = program.snapshot.resources[0]!;
    expect(stack.outputs).toEqual({ invoked: { one: 1, more: 2 } });
  });

  it.each(["the stack's transform", "each resource's transform"])(
    "registers many resources although %s waits for one that it registers",
    async (whose) => {
      program = TestProgram.of(
        programFiles(`
          const extra = async ({ type, name, props, opts }) => {
            if (type !== "notes:index:Note" || name.startsWith("extra-")) return undefined;
            const { text } = new Note("extra-" + name, { text: name });
            const known = await new Promise((resolve) => text.apply(resolve));
            return { props: { ...props, text: known }, opts };
          };
          const ofStack = ${whose.startsWith("the stack")};
          if (ofStack) pulumi.runtime.registerResourceTransform(extra);
          for (let i = 0; i < 100; i++) new Note("n" + i, { text: "-" }, ofStack ? {} : { transforms: [extra] });
        `),
      );
      const run = await program.run("update", {});
      expect(messagesOf(run, "error")).toEqual([]);
      expect(countsOf(run)).toEqual({ create: 201 });
    },
  );

  it("deletes nothing after an error or an unsupported feature, and reports it", async () => {
    program = TestProgram.of(
      programFiles(`if (step > 1) throw new Error("no further"); new Note("a", { text: "a" });`),
    );
    expect(countsOf(await program.run("update", { step: "1" }))).toEqual({ create: 2 });
    const thrown = await program.run("update", { step: "2" });
    expect(thrown.result).toMatchObject({ failed: true, changes: { same: 1 } });
    const errors = messagesOf(thrown, "error");
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(
      /^Running program '.*index\.js' failed with an unhandled exception:\nError: no further\n/,
    );
    expect(program.snapshot.resources).toHaveLength(3);
  });

  it("reports nothing after the operation has been stopped", async () => {
    program = TestProgram.of(
      programFiles(`
        const broken = new Note("broken", { text: "broken" });
        for (let i = 0; i < 5; i++) setTimeout(() => new Note("late" + i, { text: broken.id }), 50 * i);
        setTimeout(() => {}, 60_000);
      `),
    );
    const run = await program.run("update", {});
    expect(messagesOf(run, "error")).toEqual(["the note broke", "update failed"]);
  });

  it.each([
    [
      `new Note("a", { text: "a" }, { import: "somewhere" });`,
      'the option import (resource notes:index:Note "a")',
    ],
    [
      `new pulumi.CustomResource("pulumi:pulumi:Stash", "a", {});`,
      "the built-in resource pulumi:pulumi:Stash",
    ],
    [
      `new pulumi.CustomResource("pulumi:pulumi:StackReference", "a", { name: "b" });`,
      "the built-in resource pulumi:pulumi:StackReference, unless a program only reads it",
    ],
    [
      `pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName: "a" });`,
      "the built-in function pulumi:pulumi:readStackResourceOutputs",
    ],
  ])("names an unsupported feature: %s", async (source, feature) => {
    program = TestProgram.of(programFiles(source));
    const run = await program.run("preview", {});
    expect(messagesOf(run, "error").join("\n")).toContain(`not supported by the embedded engine: ${feature}`);
  });

  it("hides each secret within a configuration value in the program's output", async () => {
    program = TestProgram.of(programFiles(`console.log(new pulumi.Config().requireObject("db").password);`));
    const value = '{"host":"db","password":"hunter2"}';
    const run = await program.run("preview", {
      db: { value, secret: true, secrets: ["hunter2"], object: true },
    });
    expect(messagesOf(run, "info")).toEqual(["[secret]"]);
  });

  it("lists where a missing plugin was searched", async () => {
    program = TestProgram.of(programFiles(`new pulumi.CustomResource("absent:index:Thing", "a", {});`));
    const run = await program.run("update", {});
    const text = messagesOf(run, "error").join("\n");
    expect(text).toContain("the resource plugin absent was not found. Searched:");
    expect(text).toContain("plugins.providers in");
    expect(text).toContain("pulumi-resource-absent on PATH");
    expect(text).toContain("providers/absent");
  });

  it("ends when the user cancels, although a process that the program started keeps its output open", async () => {
    program = TestProgram.of(
      programFiles(`
        const { spawn } = require("child_process");
        const child = spawn("sleep", ["600"], { stdio: "inherit", detached: true });
        child.unref();
        console.log("started " + child.pid);
      `),
    );
    const user = new AbortController();
    let pid: number | undefined;
    try {
      const run = await program.run("update", {}, undefined, {
        cancel: user.signal,
        onEvent: (event) => {
          const started = event.type === "diagnostic" && /^started (\d+)/.exec(event.message);
          if (!started) return;
          pid = Number(started[1]);
          user.abort();
        },
      });
      expect(run.result.cancelled).toBe(true);
    } finally {
      if (pid !== undefined) process.kill(pid);
    }
  });

  it("finishes running steps and starts no others when the user cancels", async () => {
    program = TestProgram.of(
      programFiles(
        `const a = new Note("a", { text: "a" }); new Note("b", { text: a.id }); console.log("a line");`,
      ),
    );
    const user = new AbortController();
    const run = await program.run(
      "update",
      {},
      {},
      {
        cancel: user.signal,
        onEvent: (event) => {
          if (event.type === "resource-pre" && event.step.urn.endsWith("::a")) user.abort();
        },
      },
    );
    expect(run.result).toMatchObject({ cancelled: true, failed: true });
    expect(stepsOf(run)).toEqual(["create p-dev", "create a"]);
    expect(messagesOf(run, "error")).toEqual(["update canceled"]);
    expect(program.snapshot.resources.map((resource) => resource.urn.split("::").pop())).toContain("a");
    expect(program.snapshot.pendingOperations).toEqual([]);
  });
});
