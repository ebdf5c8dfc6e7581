import { InvalidArgumentError } from "commander";
import { type Check, resultOf, type Verdict } from "../../lib/checks/check";
import { runChecks } from "../../lib/checks/runChecks";
import { execute, UsageError } from "../usage";
import { type CheckCommand, mainOf, readOptions } from "./command";

const check = (id: string, verdict: Verdict = {}): Check<[]> => ({
  id,
  title: `about ${id}`,
  fix: "Ask for help.",
  run: () => verdict,
});
const facts = { driver: "embedded", istio: "classic" };
const commandOf = (checks: readonly Check<[]>[]): CheckCommand<{ timeout: number }> => ({
  name: "verify",
  description: "Checks something.",
  checks,
  interrupted: "interrupted",
  addOptions: (program) =>
    program.option(
      "--timeout <seconds>",
      "how long to wait",
      (text) => {
        if (text === "soon") throw new InvalidArgumentError("expected an integer of seconds.");
        return Number(text);
      },
      60,
    ),
  async run(_, begin) {
    await runChecks(checks, [], { onResult: begin("This machine") });
    return facts;
  },
});

const command = commandOf(["a", "b", "c"].map((id) => check(id)));
const read = (...args: string[]) => readOptions(command, args);

/** The standard output and exit code of a command. */
async function output(of: typeof command, ...args: string[]): Promise<{ code: number; stdout: string }> {
  let stdout = "";
  const write = jest
    .spyOn(process.stdout, "write")
    .mockImplementation((text) => Boolean((stdout += String(text))));
  const log = jest.spyOn(console, "log").mockImplementation((text) => (stdout += `${text}\n`));
  try {
    return { code: await execute(of.name, mainOf(of), args), stdout };
  } finally {
    write.mockRestore();
    log.mockRestore();
  }
}

describe("the command line", () => {
  test("defaults to all checks and a table", () => {
    expect(read("dev")).toEqual({
      stack: "dev",
      json: false,
      list: false,
      only: ["a", "b", "c"],
      timeout: 60,
    });
  });

  test("has the options of every command and those of one", () => {
    expect(read("live", "--json", "--timeout", "5", "--list")).toMatchObject({
      stack: "live",
      json: true,
      list: true,
      timeout: 5,
    });
  });

  test("--only selects each check once, in the order of all checks", () => {
    expect(read("dev", "--only", "c, a,c").only).toEqual(["a", "c"]);
  });

  test.each<[string[], string]>([
    [
      ["dev", "--only", "a,bb"],
      '--only: found "a,bb"; expected checks of a, b, c, separated by commas. Did you mean b?',
    ],
    [["dev", "--only", "none"], '--only: found "none"; expected checks of a, b, c, separated by commas.'],
    [["dev", "--timeout", "soon"], '--timeout: found "soon"; expected an integer of seconds.'],
    [["dev", "--timeout"], "--timeout: found no value; expected seconds."],
    [[], "stack: found nothing; expected the name of a stack."],
    [
      ["dev", "--jsn"],
      "--jsn: found an unknown option; expected one of --json, --only, --list, --timeout. Did you mean --json?",
    ],
    [["a", "b"], "arguments: found 2; expected 1."],
  ])("%j is a usage error", (args, message) => {
    expect(() => read(...args)).toThrow(new UsageError(`${message} --help lists all options.`));
  });

  test("--help prints the options", async () => {
    const { code, stdout } = await output(command, "--help");
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: verify [options] <stack>");
  });

  test("--list prints the selected checks and runs none", async () => {
    const { code, stdout } = await output(command, "dev", "--list", "--only", "a,c");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "a  about a\nc  about c\n" });
  });
});

describe("the report", () => {
  const of = commandOf([
    check("good", { found: ["a fact"] }),
    check("old", { failures: [{ text: "found 1; expected 2", warning: true }] }),
    check("bad", { failures: ["found 3; expected 4"] }),
    check("away", { skipped: "not here" }),
  ]);

  test("--json prints one object with the facts, the summary and every check", async () => {
    const { code, stdout } = await output(of, "dev", "--json");
    const common = { subject: "This machine", milliseconds: expect.any(Number) };
    expect(JSON.parse(stdout)).toEqual({
      stack: "dev",
      driver: "embedded",
      istio: "classic",
      summary: { passed: 1, warnings: 1, failed: 1, skipped: 1 },
      checks: [
        { ...common, id: "good", title: "about good", result: "passed", details: ["a fact"], fixes: [] },
        {
          ...common,
          ...{ id: "old", title: "about old", result: "warning" },
          ...{ details: ["found 1; expected 2"], fixes: ["Ask for help."] },
        },
        {
          ...common,
          ...{ id: "bad", title: "about bad", result: "failed" },
          ...{ details: ["found 3; expected 4"], fixes: ["Ask for help."] },
        },
        { ...common, id: "away", title: "about away", result: "skipped", details: ["not here"], fixes: [] },
      ],
    });
    expect(code).toBe(1);
  });

  test("contains only the selected checks, which decide about the exit code", async () => {
    const { code, stdout } = await output(of, "dev", "--json", "--only", "old,away");
    const { checks, summary } = JSON.parse(stdout) as { checks: { id: string }[]; summary: object };
    expect(checks.map(({ id }) => id)).toEqual(["old", "away"]);
    expect(summary).toEqual({ passed: 0, warnings: 1, failed: 0, skipped: 1 });
    expect(code).toBe(0);
  });

  test("a failure that stands for selected checks is shown and fails the command", async () => {
    const blocked: typeof command = {
      ...of,
      run(_, begin) {
        begin("The cluster", ["old", "bad"])(resultOf(check("good"), { failures: ["no plan"] }));
        return Promise.resolve(facts);
      },
    };
    const { code, stdout } = await output(blocked, "dev", "--only", "bad");
    expect(stdout).toMatch(/^failed +good +about good\n +no plan\n +Fix: Ask for help\.\n/m);
    expect(code).toBe(1);
    expect(await output(blocked, "dev", "--only", "away")).toMatchObject({ code: 0 });
  });

  test("without --json is a table that ends with the summary", async () => {
    const { code, stdout } = await output(of, "dev");
    expect(stdout).toMatch(/^RESULT +CHECK +WHAT\n\nThis machine\npassed +good +about good\n/);
    expect(stdout).toMatch(/\n\nStack dev: 1 passed, 1 warning, 1 failed, 1 skipped\n$/);
    expect(code).toBe(1);
  });

  test("appears check by check", async () => {
    let before = "";
    let seen = () => "";
    const slow: typeof command = {
      ...of,
      async run(_, begin) {
        begin("This machine")(resultOf(check("good"), { found: ["a fact"] }));
        before = seen();
        return Promise.resolve(facts);
      },
    };
    const write = jest.spyOn(process.stdout, "write").mockImplementation(() => true);
    seen = () => write.mock.calls.map(([text]) => String(text)).join("");
    try {
      await execute("verify", mainOf(slow), ["dev"]);
    } finally {
      write.mockRestore();
    }
    expect(before).toContain("a fact");
  });
});
