import { join } from "node:path";
import { both as compare, type Files, inStack, outcome, outputs, type Texts } from "./both";
import { compareSequence } from "./sequence";
import { officialCli, type Resource } from "./stack";

/*
 * Commands and projects in which the engines once differed: entry points, configuration, words and exit codes of errors.
 * The program of most cases is empty.
 */
beforeAll(async () => void (await officialCli()));

const UP = ["up", "--skip-preview"];
const both = (files: Files, args: string[]) => compare((engine) => outcome(engine, files, args));
const NODEJS = "name: conf\nruntime: nodejs\n";

test.each<[string, Files]>([
  [
    "main of package.json, an ES module",
    { "package.json": `{"type":"module","main":"src/main.js"}`, "src/main.js": "export const a = 1;" },
  ],
  [
    "main of the package.json above, an ES module",
    {
      "package.json": `{"type":"module","main":"inner/src/main.js"}`,
      "inner/src/main.js": "export const a = 1;",
      "Pulumi.yaml": `${NODEJS}main: inner\n`,
      "inner/index.js": "export const a = 2;",
    },
  ],
  [
    "exports of package.json",
    {
      "package.json": `{"exports":{".":{"require":"./src/main.js"}}}`,
      "src/main.js": "exports.a = 1;",
    },
  ],
  [
    "main of Pulumi.yaml, a folder with an ES module",
    {
      "package.json": `{"type":"module"}`,
      "bin/index.js": "export const a = 1;",
      "index.ts": "export const a = 2;",
      "Pulumi.yaml": `${NODEJS}main: bin\n`,
    },
  ],
  [
    "index.js when package.json names nothing",
    { "package.json": `{"type":"module"}`, "index.js": "export const a = 1;" },
  ],
])("starts the program from %s", async (_, files) => {
  const { official, embedded } = await both({ "Pulumi.yaml": NODEJS, ...files }, UP);
  expect([embedded.code, outputs(embedded.stdout)]).toEqual([official.code, outputs(official.stdout)]);
  expect(official).toMatchObject({ code: 0, stdout: expect.stringContaining("a: ") as string });
});

test.each<[string, string, number, string]>([
  ["runs", "export const a: number = 1;\n", 0, "    a: 1\n"],
  ["reports a wrong type in", `export const a: number = "1";\n`, 1, "index.ts(1,14): error TS2322"],
])("%s a TypeScript program without nodeargs", async (_, source, code, expected) => {
  const { official, embedded } = await both(
    {
      "Pulumi.yaml": `${NODEJS}main: src/index.ts\n`,
      "src/index.ts": source,
      "src/tsconfig.json": `{"compilerOptions":{"types":[],"strict":true,"skipLibCheck":true}}`,
    },
    UP,
  );
  expect(official).toMatchObject({ code, stdout: expect.stringContaining(expected) as string });
  expect(embedded).toMatchObject({ code, stdout: expect.stringContaining(expected) as string });
});

test("reports an error that the program throws, with its position", async () => {
  const { official, embedded } = await both({ "index.js": `\nthrow new Error("boom");` }, ["preview"]);
  const text =
    /Running program '.*' failed with an unhandled exception:\n +Error: boom\n +at .*index\.js:2:7\)/;
  expect(official).toMatchObject({ code: 1, stdout: expect.stringMatching(text) as string });
  expect(embedded).toMatchObject({ code: 1, stdout: expect.stringMatching(text) as string });
});

test.each<[string, string, string[]]>([
  ["a missing key", "  needed: { type: string }\n", ["preview"]],
  ["missing keys", "  needed: { type: string }\n  num: { type: integer }\n  third: {}\n", ["preview"]],
  ["a wrong type", "  num: { type: integer }\n", ["preview", "--config", "num=x"]],
  [
    "a wrong type of elements",
    "  list: { type: array, items: { type: integer } }\n",
    ["preview", "--config-path", "--config", "list[0]=x"],
  ],
  ["a secret in plain text", "  key: { type: string, secret: true }\n", ["preview", "--config", "key=x"]],
])("validates the configuration against Pulumi.yaml: %s", async (_, config, args) => {
  const { official, embedded } = await both({ "Pulumi.yaml": `${NODEJS}config:\n${config}` }, args);
  expect(official.stderr).toContain("error: validating stack config: Stack 'dev'");
  expect(embedded).toEqual(official);
});

test("a dynamic provider finds the configuration of its package in PULUMI_CONFIG", async () => {
  const source = `
    const pulumi = require("@pulumi/pulumi");
    class Shown extends pulumi.dynamic.Resource {
      constructor(name) {
        const create = async () => ({ id: "x", outs: { found: process.env.PULUMI_CONFIG ?? "none" } });
        super({ create }, name, { found: undefined });
      }
    }
    exports.found = new Shown("shown").found;
  `;
  const { official, embedded } = await both({ "index.js": source }, [...UP, "--config", "key=value"]);
  expect(outputs(official.stdout)).toBe("    found: (json) {}\n");
  expect(outputs(embedded.stdout)).toBe(outputs(official.stdout));
});

test.each<[string[], number, string]>([
  [["config", "--cwd", ".."], 1, "error: no Pulumi.yaml project file found (searching upwards from ROOT)"],
  [["preview", "--cwd", ".."], 1, "error: no Pulumi.yaml project file found (searching upwards from )"],
  [["preview", "-s", "none"], 6, "error: no stack named 'none' found"],
  [["stack", "select", "none"], 6, "error: no stack named 'none' found"],
  [["config", "get", "none"], 1, "error: configuration key 'none' not found for stack 'dev'"],
  [["stack", "output", "none"], 1, "error: current stack does not have output property 'none'"],
  [
    ["destroy", "--skip-preview", "--target", "urn:x", "--exclude-protected"],
    1,
    "error: you cannot specify --target and --exclude-protected",
  ],
  [
    ["up"],
    2,
    "error: --yes or --skip-preview or --preview-only must be passed in to proceed when running in non-interactive mode",
  ],
])("rejects %j with the official words and exit code", async (args, code, message) => {
  const { official, embedded } = await both({}, args);
  expect(official).toMatchObject({ code, stderr: expect.stringContaining(message) as string });
  // The official engine does not always name the folder.
  const words = ({ stderr }: Texts) => stderr.replace("from ROOT)", "from )").trim();
  expect([embedded.code, words(embedded)]).toEqual([official.code, words(official)]);
});

test.each<[string, string[]]>([
  ["an unknown flag", ["up", "--nope"]],
  ["an unknown command", ["frobnicate"]],
  ["a missing argument", ["config", "get"]],
  ["too many arguments", ["up", "a", "b"]],
  ["a number that is none", ["up", "--parallel", "x"]],
])("rejects %s with the official exit code", async (_, args) => {
  const { official, embedded } = await both({}, args);
  expect([official.code, official.stderr]).toEqual([1, expect.stringContaining("error: ")]);
  expect([embedded.code, embedded.stderr]).toEqual([1, expect.stringContaining("error: ")]);
});

test("destroy --exclude-protected counts what protected resources need", async () => {
  const resources = [
    { name: "box", kind: "component" as const },
    { name: "inner", opts: { protect: true, parent: { $ref: "box" } } },
    { name: "free" },
  ];
  const { official, embedded } = await compare((engine) =>
    inStack(engine, {}, {}, async (run, stack) => {
      stack.write({ resources });
      await run(UP);
      const runs: string[] = [];
      for (let i = 0; i < 2; i++) {
        const { stdout, code } = await run(["destroy", "--skip-preview", "--exclude-protected"]);
        runs.push(`${code} ${/(All|There were no) unprotected.*/.exec(stdout)?.[0]}`);
      }
      return runs;
    }),
  );
  const still = "There are still 4 protected resources associated with this stack.";
  const expected = [
    `0 All unprotected resources were destroyed. ${still}`,
    `0 There were no unprotected resources to destroy. ${still}`,
  ];
  expect(official).toEqual(expected);
  expect(embedded).toEqual(official);
});

test("--diff names the default provider of a version, and not that without a version", async () => {
  const { official, embedded } = await compare((engine) =>
    inStack(engine, {}, {}, async (run, stack) => {
      const inputs = { value: 1 };
      stack.write({
        resources: [
          { name: "a", inputs, opts: { version: "1.0.0" } },
          { name: "b", inputs },
        ],
      });
      const { stdout } = await run(["preview", "--diff"]);
      return stdout
        .split("\n")
        .filter((line) => /\[(provider|urn)=/.test(line))
        .sort();
    }),
  );
  expect(official.filter((line) => line.includes("default_1_0_0"))).toHaveLength(1);
  expect(embedded).toEqual(official);
});

describe("a provider whose name starts with `default`", () => {
  const resources = (region: string): Resource[] => [
    { name: "default-east", kind: "provider", inputs: { region } },
    { name: "a", inputs: { value: 1 }, opts: { provider: { $ref: "default-east" } } },
  ];
  compareSequence([
    { what: "is created without being shown", resources: resources("x") },
    { what: "changes without being shown", resources: resources("y") },
    { what: "is deleted without being shown", resources: [] },
  ]);
});

describe("the embedded engine rejects by name, before it creates anything,", () => {
  const SDK = join(__dirname, "..", "..", "node_modules", "@pulumi", "pulumi");
  const program = (statements: string): Files => ({
    "index.js": `
      const pulumi = require(${JSON.stringify(SDK)});
      class Thing extends pulumi.CustomResource {
        constructor(name, opts) { super("conf:index:Thing", name, { value: 1 }, opts); }
      }
      class Remote extends pulumi.ComponentResource {
        constructor(name) { super("conf:index:Remote", name, {}, {}, true); }
      }
      ${statements}
    `,
  });
  test.each<[string, Files, string[], string]>([
    [
      "resource hooks",
      program(`
        const hook = new pulumi.ResourceHook("hook", () => undefined);
        new Thing("thing", { hooks: { beforeCreate: [hook] } });
      `),
      UP,
      "resource hooks",
    ],
    [
      "resource hooks that a transform adds",
      program(`
        const hook = new pulumi.ResourceHook("hook", () => undefined);
        const transforms = [({ props, opts }) => ({ props, opts: { ...opts, hooks: { afterCreate: [hook] } } })];
        new Thing("thing", { transforms });
      `),
      UP,
      "resource hooks",
    ],
    [
      "error hooks",
      program(`
        const hook = new pulumi.ErrorHook("hook", () => false);
        new Thing("thing", { hooks: { onError: [hook] } });
      `),
      UP,
      "error hooks",
    ],
    ["remote components", program(`new Remote("remote");`), UP, "remote components"],
    [
      "methods of remote components",
      program(`pulumi.runtime.call("conf:index:Thing/method", {}).apply(() => undefined);`),
      UP,
      "calls of methods of remote components",
    ],
    ["the option import", program(`new Thing("thing", { import: "an-id" });`), UP, "the option import"],
    [
      "a command with its own flag -v",
      {},
      ["whoami", "-v"],
      "`pulumi whoami` is a command of the official CLI",
    ],
    [
      "flags of the official CLI",
      {},
      [...UP, "--policy-pack", "x"],
      "--policy-pack is a flag of the official CLI",
    ],
  ])("%s", async (_, files, args, message) => {
    const { code, stdout, stderr } = await outcome("embedded", files, args);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain(message);
    expect(stdout + stderr).toContain("make pulumi");
    expect(stdout).not.toMatch(/conf:index:\w+ \w+ creat/);
  });
});
