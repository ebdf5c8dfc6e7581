import { join, resolve } from "node:path";
import { messagesOf, stepsOf, TestProgram } from "./testProgram";

const RECORD = join(resolve(__dirname, "..", ".."), "stacks", "recording", "record");

/** A program that records another one while it runs. */
const recordingProgram = (lines: string): TestProgram =>
  TestProgram.of({
    "Pulumi.yaml":
      "name: outer\nruntime: { name: nodejs, options: { nodeargs: --import tsx } }\nmain: index.ts\n",
    "index.ts": `
      import * as k8s from "@pulumi/kubernetes";
      import * as pulumi from "@pulumi/pulumi";
      import * as settings from "@pulumi/pulumi/runtime/settings";
      import { recordObjects } from ${JSON.stringify(RECORD)};
      const recordedName = async () => {
        const objects = await recordObjects(() => {
          pulumi.runtime.registerResourceTransform(() => undefined);
          new k8s.core.v1.ConfigMap("recorded", { metadata: { name: pulumi.getProject() } });
        }, { project: "inner", stack: "recording", config: { "inner:value": "its own" } });
        return objects[0]!.metadata.name;
      };
      const failedRecording = () =>
        recordObjects(() => Promise.reject(new Error("mine"))).catch((error: Error) => error.message);
      class Box extends pulumi.ComponentResource {
        constructor(name: string, outputs: pulumi.Inputs = {}) {
          super("test:index:Box", name);
          this.registerOutputs(outputs);
        }
      }
      ${lines}
    `,
  });

describe("a recording within a running program", () => {
  let program: TestProgram;
  afterEach(() => program.dispose());

  test("does not affect the outputs, resources and messages of the program", async () => {
    program = recordingProgram(`
      const recorded = pulumi.output(recordedName());
      new Box("before", { recorded });
      const after = recorded.apply(async (name) => {
        await pulumi.log.info("recorded " + name);
        return new Box("after").urn;
      });
      export = { recorded, again: recorded.apply(recordedName), failed: failedRecording(), after };
    `);
    const run = await program.run("update", {});
    expect(messagesOf(run, "error")).toEqual([]);
    expect(messagesOf(run, "info")).toContain("recorded inner");
    expect(stepsOf(run).sort()).toEqual(["create after", "create before", "create outer-dev"]);
    const outputs = Object.fromEntries(
      program.snapshot.resources.map((r) => [r.urn.split("::").pop(), r.outputs]),
    );
    expect(outputs["outer-dev"]).toEqual({
      recorded: "inner",
      again: "inner",
      failed: "mine",
      after: "urn:pulumi:dev::outer::test:index:Box::after",
    });
    expect(outputs.before).toEqual({ recorded: "inner" });
  });

  test.each([
    ["ends well", "recordedName"],
    ["throws", "failedRecording"],
  ])("leaves nothing in the SDK or the process when its program %s", async (_, recording) => {
    program = recordingProgram(`
      const surroundings = () => ({
        monitor: settings.getMonitor(),
        engine: settings.getEngine(),
        rootResource: pulumi.runtime.getStackResource(),
        globalRootResource: (globalThis as { stackResource?: unknown }).stackResource,
        project: pulumi.getProject(),
        stack: pulumi.getStack(),
        dryRun: pulumi.runtime.isDryRun(),
        value: new pulumi.Config().get("value"),
        rejectionHandlers: process.listeners("unhandledRejection").join(),
        exceptionHandlers: process.listeners("uncaughtException").join(),
      });
      async function changed() {
        const before: Record<string, unknown> = surroundings();
        const recording = ${recording}();
        await recording;
        const after: Record<string, unknown> = surroundings();
        return Object.keys(before).filter((key) => before[key] === undefined || after[key] !== before[key]);
      }
      export = { changed: changed() };
    `);
    const run = await program.run("update", { value: "outer's" });
    expect(messagesOf(run, "error")).toEqual([]);
    expect(program.snapshot.resources[0]!.outputs).toEqual({ changed: [] });
  });
});
