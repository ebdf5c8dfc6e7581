import { describeReference } from "../reference";
import { comparableState, countsOf, messagesOf, RecordedProgram, stepsOf } from "./recorded";

describeReference("the recorded program dynamic-provider", () => {
  let program: RecordedProgram;
  beforeAll(() => {
    program = new RecordedProgram("dynamic-provider");
  });
  afterAll(() => program.dispose());

  it.each([
    ["01-create", "1", { create: 3 }],
    ["02-update", "2", { update: 2, same: 1 }],
    ["03-replace", "3", { update: 1, replace: 1, same: 1 }],
  ])("%s", async (name, step, counts) => {
    const preview = await program.run("preview", { step });
    expect(countsOf(preview)).toEqual(program.recordedPreview(name).changeSummary);
    const run = await program.run("update", { step });
    expect(messagesOf(run, "error")).toEqual([]);
    expect(countsOf(run)).toEqual(counts);
    expect(messagesOf(run, "info")).toContain("a note from the program");
    expect(run.events).toContainEqual(
      expect.objectContaining({
        type: "diagnostic",
        severity: "warning",
        message: "a warning on a resource",
        urn: "urn:pulumi:dev::dynamic-provider::pulumi-nodejs:dynamic:Resource::a",
      }),
    );
    expect(program.snapshot.resources.map(comparableState)).toEqual(
      program.recordedState(name).map(comparableState),
    );
  });

  it("destroys in the order of dependencies", async () => {
    const run = await program.run("destroy", { step: "3" });
    expect(countsOf(run)).toEqual({ delete: 3 });
    expect(stepsOf(run)).toEqual(["delete b", "delete a", "delete dynamic-provider-dev"]);
  });
});
