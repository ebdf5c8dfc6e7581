import { both, type Files, inStack, type Texts } from "./both";
import { type Engine, officialCli } from "./stack";

/* Words, streams and exit codes of commands in which the engines once differed. */
beforeAll(async () => void (await officialCli()));

/** The outputs of commands, one after the other. */
const runAll = (
  engine: Engine,
  commands: string[][],
  environment: NodeJS.ProcessEnv = {},
  files: Files = {},
) =>
  inStack(engine, files, environment, async (run) => {
    const results: Texts[] = [];
    for (const args of commands) results.push(await run(args));
    return results;
  });

test.each<[string[], number]>([
  [["up", "--skip-preview"], 1],
  [["preview"], 1],
  [["destroy", "--skip-preview"], 1],
  [["refresh", "--skip-preview"], 1],
  [["stack"], 1],
  [["stack", "export"], 1],
  [["stack", "output"], 1],
  [["stack", "history"], 1],
  [["stack", "rm", "--yes"], 1],
  [["config"], 1],
  [["config", "set", "a", "b"], 1],
  [["config", "get", "a"], 1],
  [["stack", "select"], 6],
  [["stack", "init"], 1],
])("%j without a selected stack ends with the official words and exit code", async (args, code) => {
  const { official, embedded } = await both((engine) => runAll(engine, [args], { PULUMI_STACK: "" }));
  expect(official).toMatchObject([{ code, stderr: expect.stringContaining("error: ") as string }]);
  expect(embedded).toEqual(official);
});

test.each<[string[]]>([
  [["up", "--skip-preview", "--cwd", ".."]],
  [["preview", "--cwd", ".."]],
  [["destroy", "--skip-preview", "--cwd", ".."]],
  [["refresh", "--skip-preview", "--cwd", ".."]],
  [["stack", "init", "x", "--cwd", ".."]],
  [["stack", "select", "x", "--cwd", ".."]],
])("%j outside of a project ends with the official words and exit code", async (args) => {
  const { official, embedded } = await both((engine) => runAll(engine, [args], { PULUMI_STACK: "" }));
  const words = ([{ code, stderr }]: [Texts]) => ({ code, stderr: stderr.replace("from ROOT)", "from )") });
  expect(official[0]!.code).not.toBe(0);
  expect(words(embedded as [Texts])).toEqual(words(official as [Texts]));
});

test.each<[string[]]>([
  [["refresh", "--yes", "--preview-only"]],
  [["refresh", "--skip-preview", "--preview-only"]],
  [["destroy", "--yes", "--preview-only"]],
  [["destroy", "--skip-preview", "--preview-only"]],
  [["refresh"]],
  [["destroy"]],
])("rejects %j in the official words", async (args) => {
  const { official, embedded } = await both((engine) => runAll(engine, [args]));
  expect(official).toMatchObject([{ stderr: expect.stringContaining("error: ") as string }]);
  expect(embedded).toEqual(official);
});

test("writes a value at a path of a list that does not exist yet", async () => {
  const commands = [
    ["config", "set", "--path", "names[2]", "x"],
    ["config", "get", "names"],
    ["config", "set", "--path", "names[4]", "y"],
    ["config", "set", "--path", "names[3]", "y"],
    ["config", "get", "names"],
    ["config", "set", "--path", "outer.inner[1].key", "true"],
    ["config", "--json"],
  ];
  const { official, embedded } = await both((engine) => runAll(engine, commands));
  expect(official[1]!.stdout).toBe(`[null,null,"x"]\n`);
  expect(embedded).toEqual(official);
});

test("reports a new stack on the official stream", async () => {
  const commands = [
    ["stack", "init", "other"],
    ["stack", "init", "other"],
    ["stack", "select", "other"],
    ["stack", "select", "--create", "third"],
    ["stack", "rm", "third", "--yes"],
  ];
  const { official, embedded } = await both((engine) => runAll(engine, commands));
  expect(official.map(({ code }) => code)).toEqual([0, 1, 0, 0, 0]);
  expect(embedded).toEqual(official);
});

test("names both ways to unprotect a protected resource, and the one that the engine has works", async () => {
  const results = await both((engine) =>
    inStack(engine, {}, {}, async (run, stack) => {
      const write = (protect: boolean) =>
        stack.write({ resources: [{ name: "a", inputs: { value: 1 }, opts: { protect } }] });
      write(true);
      await run(["up", "--skip-preview"]);
      const refused = await run(["destroy", "--skip-preview"]);
      write(false);
      await run(["up", "--skip-preview"]);
      const { code } = await run(["destroy", "--skip-preview"]);
      const message = /^ +error: resource "[^]*?^ *$/m.exec(refused.stdout)?.[0];
      return { refused: refused.code, message, code };
    }),
  );
  expect(results.official).toMatchObject({
    refused: 1,
    code: 0,
    message: expect.stringContaining("pulumi state unprotect") as string,
  });
  expect(results.embedded).toEqual(results.official);
});
