import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFiles } from "../engine/programFiles";
import { both, type Files, outputs } from "./both";
import { type Engine, officialCli, Stack } from "./stack";

/*
 * Programs of TypeScript in ES modules, in projects that have installed ts-node 10: the SDK compiles them without an option
 * in Pulumi.yaml.
 */
beforeAll(async () => void (await officialCli()));

const PACKAGES = join(__dirname, "..", "..", "node_modules");
/** ts-node 10 writes CommonJS for `module: nodenext`, the SDK's default, with the TypeScript of this repository. */
const ESM = { types: [], skipLibCheck: true, module: "esnext", moduleResolution: "bundler" };
const tsconfig = (compilerOptions: object, more = {}) => JSON.stringify({ compilerOptions, ...more });
const MODULE = { "package.json": `{"type":"module"}`, "tsconfig.json": tsconfig(ESM) };

/** Installs this repository's packages in a project, with ts-node and a copy of the SDK, which looks for ts-node beside it. */
function install(project: string): void {
  const folder = join(project, "node_modules");
  rmSync(folder, { recursive: true });
  mkdirSync(join(folder, "@pulumi"), { recursive: true });
  const names = readdirSync(PACKAGES).filter((name) => !name.startsWith(".") && name !== "@pulumi");
  for (const name of names) symlinkSync(join(PACKAGES, name), join(folder, name));
  symlinkSync(dirname(require.resolve("ts-node-10/package.json")), join(folder, "ts-node"));
  cpSync(join(PACKAGES, "@pulumi", "pulumi"), join(folder, "@pulumi", "pulumi"), { recursive: true });
}

interface Result {
  code: number;
  outputs: string | undefined;
  /** The lines that name a source of the program. */
  positions: string[];
}

async function run(engine: Engine, files: Files): Promise<Result> {
  const stack = await new Stack().init();
  try {
    install(stack.project);
    stack.write({ resources: [] });
    rmSync(join(stack.project, "index.js"));
    writeFiles(stack.project, { "Pulumi.yaml": "name: conf\nruntime: nodejs\n", ...files });
    const { code, stdout } = await stack.command(engine, ["up", "--skip-preview"]);
    const text = stdout.replaceAll(stack.root, "ROOT").replace(/\u001b\[\d+m/g, "");
    const positions = text
      .split("\n")
      .filter((line) => /\.ts[(:]\d/.test(line) && !/node_modules/.test(line));
    return { code, outputs: outputs(text), positions: positions.map((line) => line.trim()) };
  } finally {
    stack.remove();
  }
}

const compare = (files: Files) => both((engine) => run(engine, files));

test.each<[string, Files]>([
  ["with the entrypoint index.ts", { ...MODULE, "index.ts": "export const a: number = 1;\n" }],
  [
    "with a module that it imports",
    {
      ...MODULE,
      "index.ts": `import { b } from "./b.js";\nexport const a: number = b;\n`,
      "b.ts": "export const b = 1;\n",
    },
  ],
  [
    "that main of package.json names",
    {
      ...MODULE,
      "package.json": `{"type":"module","main":"src/main.ts"}`,
      "src/main.ts": "export const a: number = 1;\n",
    },
  ],
  [
    "that exports of package.json names",
    {
      ...MODULE,
      "package.json": `{"type":"module","exports":"./src/main.ts"}`,
      "src/main.ts": "export const a: number = 1;\n",
    },
  ],
  [
    "with wrong types that tsconfig.json does not check",
    {
      ...MODULE,
      "tsconfig.json": tsconfig({ ...ESM, noCheck: true }),
      "index.ts": `export const a: number = "1" as never as string;\n`,
    },
  ],
  [
    "that swc compiles",
    {
      ...MODULE,
      "tsconfig.json": tsconfig(ESM, { "ts-node": { swc: true } }),
      "index.ts": "export const a: number = 1;\n",
    },
  ],
  [
    "that is CommonJS, which exports of package.json names",
    {
      "package.json": `{"exports":"./src/main.ts"}`,
      "tsconfig.json": tsconfig({ types: [], skipLibCheck: true }),
      "src/main.ts": "export const a: number = 1;\n",
    },
  ],
])("starts a program %s", async (_, files) => {
  const { official, embedded } = await compare(files);
  expect(official).toMatchObject({ code: 0, outputs: expect.stringContaining("a: ") as string });
  expect(embedded).toEqual(official);
});

test.each<[string, Files, RegExp]>([
  [
    "wrong types",
    { ...MODULE, "index.ts": `\n\nexport const a: number = "1";\n` },
    /index\.ts\(3,14\): error TS2322/,
  ],
  ["a syntax error", { ...MODULE, "index.ts": "\nexport const a: number = ;\n" }, /index\.ts\(2,26\): error/],
])("reports %s with the position in the source", async (_, files, position) => {
  const { official, embedded } = await compare(files);
  expect(official.positions.join("\n")).toMatch(position);
  expect(embedded).toEqual(official);
});
