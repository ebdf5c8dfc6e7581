import { both, inStack, outcome } from "./both";
import { ENGINES, type Engine, type Program, Stack } from "./stack";

/* `--output json`: one line for each run of the engine, with its result, counts and changed resources. */

interface Summary {
  duration: number;
  resources?: { urn: string; op: string }[];
}

/** The lines of an output, with the resources in a fixed order and the time checked and removed. */
function linesOf(stdout: string): unknown[] {
  return stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const { duration, ...summary } = JSON.parse(line) as Summary;
      expect(Number.isSafeInteger(duration)).toBe(true);
      expect(duration).toBeGreaterThan(1e6);
      const key = ({ urn, op }: { urn: string; op: string }) => `${urn} ${op}`;
      summary.resources?.sort((a, b) => (key(a) < key(b) ? -1 : 1));
      return [Object.keys(summary), summary];
    });
}

describe("one line of JSON at the end of", () => {
  const box = { name: "box", kind: "component" as const };
  const thing = (name: string, inputs: object = {}, opts: object = {}) => ({
    name,
    inputs: { value: 1, ...inputs },
    opts: { parent: { $ref: "box" }, ...opts },
  });
  const first = [box, thing("a"), thing("b", { drifted: 7 }), thing("c <&>")];
  const steps: [what: string, args: string[], program: Program][] = [
    ["an up and its preview", ["up", "--yes"], { resources: first, exports: { out: 1 } }],
    ["an unchanged up", ["up", "--skip-preview"], { resources: first }],
    ["an unchanged up with --show-sames", ["up", "--skip-preview", "--show-sames"], { resources: first }],
    ["a preview of a change", ["preview", "--diff"], { resources: [box, thing("a", { value: 2 })] }],
    [
      "a replacement and a deletion",
      ["up", "--yes"],
      { resources: [box, thing("a"), thing("b", { key: "k" })] },
    ],
    [
      "a failed up",
      ["up", "--skip-preview"],
      { resources: [box, thing("a", { value: 3, fail: ["update"] })] },
    ],
    ["a failed preview", ["preview"], { resources: [box, thing("a", { fail: ["check"] })] }],
    ["a program that throws", ["up", "--skip-preview"], { resources: [box, thing("a")], end: "throw" }],
    ["a refresh", ["refresh", "--yes"], { resources: [] }],
    ["a preview of a destroy", ["destroy", "--preview-only"], { resources: [] }],
    ["a destroy", ["destroy", "--yes", "--remove"], { resources: [] }],
  ];
  interface Result {
    code: number;
    stderr: string;
    lines: unknown[];
  }
  const runAll = (engine: Engine) =>
    inStack(engine, {}, {}, async (run, stack) => {
      const results: Result[] = [];
      for (const [, args, program] of steps) {
        stack.write(program);
        const { code, stdout, stderr } = await run([...args, "--output", "json"]);
        results.push({ code, stderr, lines: linesOf(stdout) });
      }
      return results;
    });
  let results: Record<Engine, Result[]>;
  beforeAll(async () => {
    results = await both(runAll, steps);
  });

  test.each(steps.map(([what, args], i) => ({ what, args, i })))("$what", ({ args, i }) => {
    const [official, embedded] = [results.official[i]!, results.embedded[i]!];
    expect(official.lines).toHaveLength(args.includes("--yes") ? 2 : 1);
    expect(embedded).toEqual(official);
  });
});

test.each<[string[]]>([
  [["up", "--skip-preview", "--output", "xml"]],
  [["preview", "--output", "xml"]],
  [["preview", "--output", ""]],
  [["destroy", "--skip-preview", "--output", "yaml"]],
  [["refresh", "--skip-preview", "--output", "yaml"]],
  [["refresh", "--output", "yaml"]],
  [["up", "--skip-preview", "--output", "json", "--json"]],
  [["preview", "--output", "default", "--json"]],
])("rejects %j in the official words", async (args) => {
  const { official, embedded } = await both(async (engine) => {
    const { code, stdout, stderr } = await outcome(engine, {}, args);
    // The official CLI also prints the help of a command line that it does not understand.
    return { code, stdout: stdout === "" ? "" : "text", stderr: /^error: .*$/m.exec(stderr)?.[0] };
  });
  expect(official.code).not.toBe(0);
  expect(embedded.stderr).toBeDefined();
  expect(embedded).toEqual(official);
});

test("--output default is the usual output, and an empty format of up too", async () => {
  const stack = await new Stack().init();
  try {
    stack.write({ resources: [] });
    for (const format of ["default", ""])
      for (const engine of ENGINES) {
        const { code, stdout } = await stack.command(engine, ["up", "--skip-preview", "--output", format]);
        expect([code, stdout]).toEqual([0, expect.stringContaining("Updating (dev)") as string]);
      }
  } finally {
    stack.remove();
  }
});
