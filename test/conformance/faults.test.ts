import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BUILD_LIMIT, ENGINES, type Engine, officialCli, type Outcome, Stack } from "./stack";
import { writeFiles } from "../engine/programFiles";

/** The words and exit codes of both engines for a command in a project with these files. */
async function both(
  files: Record<string, string>,
  args: string[],
): Promise<Record<Engine, Pick<Outcome, "code" | "stdout" | "stderr">>> {
  const outcomes = await Promise.all(
    ENGINES.map(async (engine) => {
      const stack = await new Stack().init();
      try {
        stack.write({ resources: [] });
        writeFiles(stack.project, files);
        const { code, stdout, stderr } = await stack.command(engine, args);
        const steady = (text: string) => text.replaceAll(stack.root, "ROOT");
        return { code, stdout: steady(stdout), stderr: steady(stderr) };
      } finally {
        stack.remove();
      }
    }),
  );
  return { official: outcomes[0]!, embedded: outcomes[1]! };
}

beforeAll(async () => void (await officialCli()), BUILD_LIMIT);

const outputs = (text: string): string | undefined => /^Outputs:\n((?: {4}.*\n)+)/m.exec(text)?.[1];
const NODEJS = "name: conf\nruntime: nodejs\n";

test.each<[string, Record<string, string>, string | undefined, number]>([
  [
    "main of package.json, of ES modules",
    {
      "package.json": `{"type":"module","main":"src/main.js"}`,
      "src/main.js": "export const a = 1;",
      "Pulumi.yaml": NODEJS,
    },
    "    a: 1\n",
    0,
  ],
  [
    "exports of package.json, of CommonJS modules",
    {
      "package.json": `{"exports":{".":{"require":"./src/main.js"}}}`,
      "src/main.js": "exports.a = 2;",
      "Pulumi.yaml": NODEJS,
    },
    "    a: 2\n",
    0,
  ],
])("starts the program that package.json names: %s", async (_, files, expected, code) => {
  const { official, embedded } = await both(files, ["up", "--skip-preview"]);
  expect([official.code, outputs(official.stdout)]).toEqual([code, expected]);
  expect([embedded.code, outputs(embedded.stdout)]).toEqual([code, expected]);
});

test.each<[string, string, number, string]>([
  ["runs", "export const a: number = 1;\n", 0, "    a: 1\n"],
  ["reports a wrong type in", `export const a: number = "1";\n`, 1, "index.ts(1,14): error TS2322"],
])("%s a TypeScript program without nodeargs", async (_, source, code, expected) => {
  const tsconfig = `{"compilerOptions":{"types":[],"strict":true,"skipLibCheck":true}}`;
  const files = { "Pulumi.yaml": NODEJS, "src/index.ts": source, "tsconfig.json": tsconfig };
  const main = `${NODEJS}main: src/index.ts\n`;
  const { official, embedded } = await both(
    { ...files, "Pulumi.yaml": main, "src/tsconfig.json": tsconfig },
    ["up", "--skip-preview"],
  );
  expect(official).toMatchObject({ code, stdout: expect.stringContaining(expected) as string });
  expect(embedded).toMatchObject({ code, stdout: expect.stringContaining(expected) as string });
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

test("requires a project", async () => {
  const stack = await new Stack().init();
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  try {
    for (const args of [["stack"], ["config"], ["preview"]]) {
      const [official, embedded] = await Promise.all(
        ENGINES.map((engine) => stack.command(engine, [...args, "--cwd", folder])),
      );
      expect(embedded!.code).toBe(official!.code);
      expect(embedded!.stderr).toContain("error: no Pulumi.yaml project file found (searching upwards from ");
      expect(official!.stderr).toContain("error: no Pulumi.yaml project file found (searching upwards from ");
    }
  } finally {
    rmSync(folder, { recursive: true });
    stack.remove();
  }
});

test("destroy --exclude-protected counts what protected resources need", async () => {
  const program = {
    resources: [
      { name: "box", kind: "component" as const },
      { name: "inner", opts: { protect: true, parent: { $ref: "box" } } },
      { name: "free" },
    ],
  };
  const said = await Promise.all(
    ENGINES.map(async (engine) => {
      const stack = await new Stack().init();
      try {
        stack.write(program);
        await stack.command(engine, ["up", "--skip-preview"]);
        const runs: string[] = [];
        for (let i = 0; i < 2; i++) {
          const { stdout, code } = await stack.command(engine, [
            "destroy",
            "--skip-preview",
            "--exclude-protected",
          ]);
          runs.push(`${code} ${/(All|There were no) unprotected.*/.exec(stdout)?.[0]}`);
        }
        return runs;
      } finally {
        stack.remove();
      }
    }),
  );
  expect(said[0]).toEqual([
    "0 All unprotected resources were destroyed. There are still 4 protected resources associated with this stack.",
    "0 There were no unprotected resources to destroy. There are still 4 protected resources associated with this stack.",
  ]);
  expect(said[1]).toEqual(said[0]);
});
