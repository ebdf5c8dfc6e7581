import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toJson } from "../../protocol/wire";
import { describeReference } from "../reference";
import {
  comparableState,
  countsOf,
  messagesOf,
  RecordedProgram,
  type Run,
  secretValue,
  stepsOf,
} from "./recorded";

const UP_STEPS = {
  "03-change": { update: 4, replace: 3, same: 10 },
  "04-move": { update: 2, delete: 1, same: 14 },
  "05-unprotect": { update: 2, same: 14 },
  "06-remove": { update: 2, delete: 1, same: 13 },
};

describeReference("the recorded program resource-options", () => {
  let program: RecordedProgram;
  const calls = () =>
    readFileSync(process.env.TOY_LOG!, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { op: string; name: string });

  beforeAll(() => {
    program = new RecordedProgram("resource-options");
    process.env.TOY_LOG = join(program.folder, "calls.jsonl");
  });
  afterAll(() => {
    delete process.env.TOY_LOG;
    program.dispose();
  });

  const config = (step: number) => ({ step: String(step), secret: secretValue("very-well-hidden") });
  const up = (step: number) => program.run("update", config(step));
  const preview = (step: number) => program.run("preview", config(step));

  function expectState(step: string): void {
    const recorded = program.recordedState(step).map(comparableState);
    const ours = program.snapshot.resources.map(comparableState);
    const byUrn = (a: Record<string, unknown>, b: Record<string, unknown>) =>
      String(a.urn).localeCompare(String(b.urn));
    expect(ours.sort(byUrn)).toEqual(recorded.sort(byUrn));
  }

  /** Replaced and changed in the recorded preview, and what they are compared with and to. */
  function expectPreview(step: string, run: Run): void {
    const recorded = program.recordedPreview(step);
    const shown = run.events.flatMap((event) =>
      event.type === "resource-pre" && event.step.logical ? [event.step] : [],
    );
    for (const { op, urn, newState, oldState, replaceReasons } of recorded.steps) {
      const ours = shown.find((candidate) => candidate.urn === urn && candidate.op === op);
      expect({ step, op, urn, found: ours !== undefined }).toEqual({ step, op, urn, found: true });
      for (const [side, theirs] of [
        [ours!.new, newState],
        [ours!.old, oldState],
      ] as const) {
        if (theirs === undefined) expect(side).toBeUndefined();
        else expect(previewed(side!)).toEqual(previewed(theirs));
      }
      expect(ours!.keys ?? []).toEqual(replaceReasons ?? []);
    }
    const counts = { ...countsOf(run) };
    expect(counts).toEqual(recorded.changeSummary);
  }

  it("creates all there is to create", async () => {
    expectPreview("01-create", await preview(1));
    const run = await up(1);
    expect(messagesOf(run, "error")).toEqual([]);
    expect(countsOf(run)).toEqual({ create: 17 });
    expectState("01-create");
  });

  it("finds nothing to do the second time", async () => {
    expectPreview("02-same", await preview(1));
    const run = await up(1);
    expect(countsOf(run)).toEqual({ same: 17 });
    expectState("01-create");
  });

  it.each([
    ["03-change", 2],
    ["04-move", 3],
    ["05-unprotect", 4],
    ["06-remove", 5],
  ] as const)("%s", async (name, step) => {
    if (name !== "05-unprotect") expectPreview(name, await preview(step));
    const before = calls().length;
    const run = await up(step);
    expect(messagesOf(run, "error")).toEqual([]);
    expect(countsOf(run)).toEqual(UP_STEPS[name]);
    if (name !== "05-unprotect") expectState(name);
    if (name === "03-change") expectReplacementOrder(calls().slice(before));
  });

  /** Dependants first go, then come; a replaced original goes last. */
  function expectReplacementOrder(made: { op: string; name: string }[]): void {
    const at = (op: string, name: string) => {
      const index = made.findIndex((call) => call.op === op && call.name === name);
      expect({ op, name, called: index >= 0 }).toEqual({ op, name, called: true });
      return index;
    };
    expect(at("delete", "follower")).toBeLessThan(at("delete", "exclusive"));
    expect(at("delete", "exclusive")).toBeLessThan(at("create", "exclusive"));
    expect(at("create", "exclusive")).toBeLessThan(at("create", "follower"));
    expect(at("create", "replaced")).toBeLessThan(at("update", "dependent"));
    expect(at("update", "dependent")).toBeLessThan(at("delete", "replaced"));
  }

  it("destroys all but what is kept, and asks for nothing that goes with something else", async () => {
    const before = calls().length;
    const run = await program.run("destroy", config(5));
    expect(messagesOf(run, "error")).toEqual([]);
    expect(countsOf(run)).toEqual({ delete: 15, discard: 1 });
    expect(program.snapshot.resources).toEqual([]);
    const deleted = calls()
      .slice(before)
      .filter((call) => call.op === "delete")
      .map((call) => call.name);
    expect(deleted).not.toContain("owned");
    expect(deleted).toHaveLength(12);
    expect(deleted.indexOf("dependent")).toBeLessThan(deleted.indexOf("replaced"));
    expect(deleted.indexOf("follower")).toBeLessThan(deleted.indexOf("exclusive"));
    expect(deleted[0]).toBe("ordered");
    expect(stepsOf(run).at(-1)).toBe("delete resource-options-dev");
  });
});

/** A state in a preview: secrets hidden as the recording has them. */
function previewed(state: Parameters<typeof comparableState>[0]): Record<string, unknown> {
  const text = JSON.stringify(toJson(comparableState(state) as never));
  return JSON.parse(text) as Record<string, unknown>;
}
