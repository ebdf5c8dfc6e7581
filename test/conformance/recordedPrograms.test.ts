import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readRecording } from "../recordings";
import { RecordedProgram, recordings } from "../engine/recordedProgram";

const toyIds = { text: (text: string) => text.replace(/-N-\d+/g, "-N-#") };

/** Compares every recording of a program, in order. */
function compareAll(name: string, program: () => RecordedProgram): void {
  test.each(recordings(name))("$file", async (recording) => {
    const { recorded, ours } = await program().compare(recording);
    expect(ours).toEqual(recorded);
  });
}

describe("the recorded program dynamic-provider", () => {
  let program: RecordedProgram;
  beforeAll(async () => {
    const steps = { "01-create": 1, "02-update": 2, "03-replace": 3, "04-destroy": 3 };
    program = new RecordedProgram("dynamic-provider", steps);
    await program.ok(["stack", "init", "dev"]);
  });
  afterAll(() => program.remove());

  compareAll("dynamic-provider", () => program);
});

describe("the recorded program resource-options", () => {
  let program: RecordedProgram;
  let log: string;
  beforeAll(async () => {
    const steps = {
      "01-create": 1,
      "02-same": 1,
      "03-change": 2,
      "04-move": 3,
      "05-unprotect": 4,
      "06-remove": 5,
      "07-destroy": 5,
    };
    program = new RecordedProgram("resource-options", steps, toyIds);
    log = join(program.root, "calls.jsonl");
    program.env.TOY_LOG = log;
    await program.ok(["stack", "init", "dev"]);
  });
  afterAll(() => program.remove());

  compareAll("resource-options", () => program);

  test("provider-calls.jsonl: the ordered calls per resource, with replacements around their dependents", () => {
    const calls = readCalls(readFileSync(log, "utf8"));
    const recorded = readCalls(readRecording("resource-options", "provider-calls.jsonl"));
    expect(byName(calls)).toEqual(byName(recorded));
    const first = (op: string, name: string) => calls.findIndex((c) => c.op === op && c.name === name);
    const last = (op: string, name: string) => calls.findLastIndex((c) => c.op === op && c.name === name);
    const inOrder = (...positions: number[]) =>
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
    // Dependents are deleted before and created after; a replaced original is deleted last.
    inOrder(
      first("delete", "follower"),
      first("delete", "exclusive"),
      last("create", "exclusive"),
      last("create", "follower"),
    );
    inOrder(last("create", "replaced"), first("update", "dependent"), first("delete", "replaced"));
    // Destroy deletes dependents first.
    inOrder(last("delete", "dependent"), last("delete", "replaced"));
    inOrder(last("delete", "follower"), last("delete", "exclusive"));
    inOrder(last("delete", "ordered"), last("delete", "plain"));
  });
});

interface Call {
  op: string;
  name: string;
}
const readCalls = (text: string): Call[] =>
  toyIds
    .text(text)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Call);

function byName(calls: Call[]): Record<string, Call[]> {
  const result: Record<string, Call[]> = {};
  for (const call of calls) (result[call.name] ??= []).push(call);
  return result;
}
