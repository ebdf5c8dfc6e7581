import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { readRecording } from "../recordings";
import { CommandLine, recordedCommand } from "./commandLine";

const NAME = "dynamic-provider";

/** Removes what varies: durations and progress dots. */
const steady = (text: string): string =>
  text
    .replace(/^@ .*\n/gm, "")
    .replace(/\(\d+(\.\d+)?s\)/g, "(Ns)")
    .replace(/Duration: .*/, "Duration: N");

/** Splits rows, which have no fixed order, from the following text. */
function parts(text: string): { rows: string[]; rest: string } {
  const [head, ...rest] = steady(text).split(/(?=^(?:Diagnostics|Outputs|Resources):$)/m);
  return { rows: [...new Set(head!.trimEnd().split("\n"))].sort(), rest: rest.join("") };
}

describe("a stack's life, as recorded", () => {
  let cli: CommandLine;
  beforeAll(async () => {
    cli = new CommandLine(NAME);
    await cli.ok(["stack", "init", "dev"]);
  });
  afterAll(() => cli.remove());

  const expectRecorded = async (name: string): Promise<void> => {
    const { command, stdout, stderr, code } = recordedCommand(name);
    const outcome = await cli.run(command.split(" "));
    expect(parts(outcome.stdout)).toEqual(parts(stdout));
    expect({ stderr: outcome.stderr, code: outcome.code }).toEqual({ stderr, code });
  };

  test("up", () => expectRecorded("up"));
  test("expect-no-changes", () => expectRecorded("expect-no-changes"));
  test("target-missing", () => expectRecorded("target-missing"));

  test("records both updates in the history", () => {
    const directory = join(cli.backend, ".pulumi", "history", NAME, "dev");
    const entries = readdirSync(directory)
      .filter((name) => name.endsWith(".history.json"))
      .sort()
      .map((name) => readFileSync(join(directory, name), "utf8"));
    const [first, second] = entries.map((text) => JSON.parse(text) as Record<string, unknown>);
    expect([first!.result, second!.result]).toEqual(["succeeded", "failed"]);
    const recorded = JSON.parse(readRecording("commands", "history-entry.json")) as Record<string, unknown>;
    expect(Object.keys(first!)).toEqual(Object.keys(recorded));
    // This engine does not record the package manager and compiler.
    const keys = Object.keys(recorded.environment as object).filter(
      (key) => !key.startsWith("runtime.metadata."),
    );
    expect(Object.keys(first!.environment as object)).toEqual(keys);
    expect(first).toMatchObject({
      kind: "update",
      config: { "dynamic-provider:step": "3" },
      resourceChanges: { create: 3 },
    });
  });

  test("up-json: the same events, except the official CLI's debug messages", async () => {
    const kinds = (text: string): string[] =>
      text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, { severity?: string }>)
        .filter((event) => event.diagnosticEvent?.severity !== "debug")
        .map((event) => Object.keys(event)[2]!)
        .sort();
    const { command, stdout } = recordedCommand("up-json");
    expect(kinds(await cli.ok(command.split(" ")))).toEqual(kinds(stdout));
  });

  test("an unexpected change has its own exit code", async () => {
    const { stderr, code } = await cli.run(["preview", "--expect-no-changes", "--config", "step=1"]);
    expect(stderr).toBe("error: no changes were expected for preview but changes were proposed\n");
    expect(code).toBe(7);
  });

  test("the preview of a destroy changes nothing", async () => {
    const outcome = await cli.run(["destroy", "--preview-only"]);
    expect(outcome).toMatchObject({ stderr: "", code: 0 });
    expect(outcome.stdout).toMatch(/^Previewing destroy \(dev\):\n[^]*- 3 to delete/);
    expect(await cli.ok(["stack", "output", "made"])).toBe("made made v3\n");
  });

  test("destroy", () => expectRecorded("destroy"));

  test("backend-tree: leftovers of `stack rm`", async () => {
    await cli.ok(["stack", "rm", "--yes"]);
    const base = join(cli.backend, ".pulumi");
    const all = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? [path, ...all(path)] : [path];
      });
    const left = all(base)
      .map((path) => `.pulumi/${relative(base, path)}`.replace(/\d{19}/, "<unix nanoseconds>"))
      .filter((path) => path.includes(NAME));
    expect([...new Set(left)].sort()).toEqual(
      readRecording("commands", "backend-tree.txt").trim().split("\n").sort(),
    );
    expect(readFileSync(join(base, "meta.yaml"), "utf8")).toBe(readRecording("commands", "meta.yaml"));
  });
});
