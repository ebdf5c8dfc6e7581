import { execFile } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);
const TSX = resolve(__dirname, "..", "..", "..", "node_modules", "tsx");

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "modules-")));
  write("node_modules/@pulumi/pulumi/package.json", '{ "name": "@pulumi/pulumi", "main": "index.js" }');
  write("node_modules/@pulumi/pulumi/index.js", 'exports.text = "sdk"; exports.part = require("./part");');
  write(
    "node_modules/@pulumi/pulumi/part.js",
    "exports.self = module; exports.load = () => import('./late.mjs');",
  );
  write("node_modules/@pulumi/pulumi/late.mjs", 'export const late = "late";');
  symlinkSync(TSX, join(root, "node_modules", "tsx"));
  write(
    "program/index.ts",
    'import * as sdk from "@pulumi/pulumi";\nimport { part } from "./part";\nexport = { sdk, part };',
  );
  write("program/part.ts", 'type Text = string;\nexport const part: Text = "part";');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, text: string): void {
  const file = join(root, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

interface Seen {
  value: unknown;
  /** True when the loader was needed to translate sources or resolve requests. */
  loader: boolean;
}

/** Runs the program, and an expression on its exports, in a process with the cache. */
async function run(expression = "`${sdk.text} ${part}`"): Promise<Seen> {
  const program = join(root, "program");
  const script = `
    const keep = require(${JSON.stringify(join(__dirname, "moduleCache.js"))}).install(
      ${JSON.stringify(program)}, ${JSON.stringify(program)}, "tsx/cjs");
    const { sdk, part } = require("node:module").createRequire(${JSON.stringify(join(program, "noop.js"))})(${JSON.stringify(`${program}/`)});
    void (async () => {
      const value = await (${expression});
      const loader = Object.keys(require.cache).some((name) => name.startsWith(${JSON.stringify(realpathSync(TSX))}));
      console.log(JSON.stringify({ value, loader }));
      keep();
    })();`;
  const env = { PATH: process.env.PATH, HOME: root, XDG_CACHE_HOME: join(root, "cache") };
  const { stdout } = await execute(process.execPath, ["-e", script], { env, cwd: program });
  return JSON.parse(stdout) as Seen;
}

const folder = () => join(root, "cache", "meshstack", "programs");
const kept = () => readdirSync(folder()).map((name) => join(folder(), name));

test("a second run needs no loader, and every edit and new file takes effect", async () => {
  const first = { value: "sdk part", loader: true };
  const next = { value: "sdk part", loader: false };
  expect(await run()).toEqual(first);
  expect(kept().map((file) => file.replace(/.*\./, ""))).toEqual(
    expect.arrayContaining(["packages", "sources"]),
  );
  expect(await run()).toEqual(next);

  write("program/part.ts", 'export const part = "edited";');
  expect(await run()).toEqual({ value: "sdk edited", loader: true });
  expect(await run()).toEqual({ value: "sdk edited", loader: false });

  write(
    "node_modules/@pulumi/pulumi/index.js",
    'exports.text = "patched sdk"; exports.part = require("./part");',
  );
  expect((await run()).value).toBe("patched sdk edited");

  rmSync(join(root, "program", "part.ts"));
  write("program/part/index.ts", 'export const part = "folder";');
  expect((await run()).value).toBe("patched sdk folder");
  write("program/part.ts", 'export const part = "file";');
  expect((await run()).value).toBe("patched sdk file");

  write("program/node_modules/@pulumi/pulumi/index.js", 'exports.text = "nearer";');
  expect((await run()).value).toBe("nearer file");
});

test("modules have the same identity, names and positions as without the cache", async () => {
  const same = `(async () => {
    const imported = await import(${JSON.stringify(join(root, "node_modules/@pulumi/pulumi/part.js"))});
    const { self } = sdk.part;
    return [imported.default === sdk.part, self.exports === sdk.part, require.cache[self.filename] === self, self.loaded,
      self.id, (await sdk.part.load()).late];
  })()`;
  const file = join(root, "node_modules/@pulumi/pulumi/part.js");
  const expected = [true, true, true, true, file, "late"];
  expect((await run(same)).value).toEqual(expected);
  expect(await run(same)).toEqual({ value: expected, loader: false });

  write(
    "program/part.ts",
    "interface Wide {\n  a: string;\n}\n\nexport const part = (wide: Wide) => {\n  throw new Error(wide.a);\n};",
  );
  write("node_modules/@pulumi/pulumi/index.js", 'exports.text = () => { throw new Error("sdk"); };');
  const where =
    "[() => part({ a: '' }), sdk.text].map((f) => { try { f(); } catch (e) { return e.stack.split('\\n')[1]; } })";
  for (const loader of [true, false]) {
    const { value, ...rest } = await run(where);
    expect(rest).toEqual({ loader });
    expect((value as string[])[0]).toContain(`${join(root, "program", "part.ts")}:6:9`);
    expect((value as string[])[1]).toContain(`${join(root, "node_modules/@pulumi/pulumi/index.js")}:1:30`);
  }
});

test("ignores damaged files, and folders that others can write to", async () => {
  await run();
  for (const file of kept()) truncateSync(file, readFileSync(file).length - 1);
  expect(await run()).toEqual({ value: "sdk part", loader: true });
  for (const file of kept()) writeFileSync(file, "damaged");
  expect(await run()).toEqual({ value: "sdk part", loader: true });
  expect((await run()).loader).toBe(false);
  chmodSync(folder(), 0o777);
  expect(await run()).toEqual({ value: "sdk part", loader: true });
});
