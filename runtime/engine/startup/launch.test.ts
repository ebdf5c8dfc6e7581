import { execFile } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const CHECKOUT = resolve(__dirname, "..", "..", "..");
const execute = promisify(execFile);

let root: string;
let checkout: string;
let cache: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "launch-"));
  checkout = join(root, "checkout");
  cache = join(root, "cache");
  mkdirSync(checkout);
  for (const name of [
    "lib",
    "runtime/engine",
    "runtime/protocol",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
  ])
    cpSync(join(CHECKOUT, name), join(checkout, name), { recursive: true });
  symlinkSync(join(CHECKOUT, "node_modules"), join(checkout, "node_modules"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const pulumi = async (env: NodeJS.ProcessEnv = {}): Promise<string> =>
  (
    await execute(join(checkout, "runtime", "engine", "bin", "pulumi"), ["version"], {
      env: { PATH: process.env.PATH, HOME: root, XDG_CACHE_HOME: cache, ...env },
    })
  ).stdout;

/** The engine's files in the cache. */
function cached(): string[] {
  const folder = join(cache, "meshstack", "engine");
  return existsSync(folder)
    ? readdirSync(folder).flatMap((each) =>
        readdirSync(join(folder, each)).map((name) => join(folder, each, name)),
      )
    : [];
}

const VERSION = `v${(JSON.parse(readFileSync(join(CHECKOUT, "package.json"), "utf8")) as { version: string }).version}\n`;

test("bundles the engine once, and again after an edit, and removes the old bundle", async () => {
  expect(await pulumi()).toBe(VERSION);
  const first = cached();
  expect(first.map((file) => file.replace(/.*\./, "")).sort()).toEqual(["cache", "js"]);
  expect(await pulumi()).toBe(VERSION);
  expect(cached()).toEqual(first);

  const source = join(checkout, "runtime", "engine", "cli", "program.ts");
  writeFileSync(source, readFileSync(source, "utf8").replace("`v$", "`edited $"));
  expect(await pulumi()).toBe(VERSION.replace("v", "edited "));
  expect(cached()).toHaveLength(2);
  expect(cached()).not.toEqual(first);
});

test("runs the sources when the bundle is damaged or cannot be built", async () => {
  await pulumi();
  writeFileSync(
    cached().find((file) => file.endsWith(".js"))!,
    "throw new Error('damaged')",
  );
  expect(await pulumi()).toBe(VERSION);
  writeFileSync(
    cached().find((file) => file.endsWith(".cache"))!,
    "damaged",
  );
  expect(await pulumi()).toBe(VERSION);
  expect(await pulumi({ XDG_CACHE_HOME: "/dev/null/none" })).toBe(VERSION);
  appendFileSync(join(checkout, "runtime", "engine", "display", "index.ts"), '\nimport "./absent";\n');
  expect(await pulumi()).toBe(VERSION);
});

test("fails when the disk of its standard output is full", async () => {
  await pulumi();
  const command = `${join(checkout, "runtime", "engine", "bin", "pulumi")} version >/dev/full`;
  const env = { PATH: process.env.PATH, HOME: root, XDG_CACHE_HOME: cache };
  await expect(execute("sh", ["-c", command], { env })).rejects.toMatchObject({
    code: 1,
    stderr: "error: standard output: found a full disk; expected space for all output.\n",
  });
});

test("bundles this checkout with all its providers", async () => {
  const other = join(root, "other");
  const script = `require(${JSON.stringify(join(CHECKOUT, "runtime", "engine", "startup", "launch.js"))}).load().then(() => {
    console.log(Object.keys(require.cache).some((file) => file.includes("tsx")));
  });`;
  const env = { PATH: process.env.PATH, HOME: root, MESHSTACK_CACHE: other };
  expect((await execute(process.execPath, ["-e", script], { env })).stdout).toBe("false\n");
});

test("rejects an old Node.js with the oldest supported release", async () => {
  const script = `Object.defineProperty(process.versions, "node", { value: "18.20.4" });
    require(${JSON.stringify(join(CHECKOUT, "runtime", "engine", "startup", "launch.js"))}).launch();`;
  await expect(execute(process.execPath, ["-e", script])).rejects.toMatchObject({
    code: 1,
    stderr: "Node.js: found 18.20.4; expected 20 or later. Install a newer release.\n",
  });
});

test("caches the bundle below MESHSTACK_CACHE", async () => {
  const other = join(root, "other");
  expect(await pulumi({ MESHSTACK_CACHE: other })).toBe(VERSION);
  expect(cached()).toEqual([]);
  expect(readdirSync(join(other, "meshstack"))).toEqual(["engine"]);
});

test("runs the sources with PULUMI_DEBUG", async () => {
  expect(await pulumi({ PULUMI_DEBUG: "1" })).toBe(VERSION);
  expect(cached()).toEqual([]);
});

test("shares the bundle's modules with plugins", async () => {
  mkdirSync(join(checkout, "runtime", "providers", "echo"), { recursive: true });
  writeFileSync(
    join(checkout, "runtime", "providers", "echo", "provider.ts"),
    'import { Secret } from "../../protocol/values";\nexport const secret: Secret = new Secret("x");\nexport const folder = __dirname;\n',
  );
  writeFileSync(
    join(root, "late.ts"),
    `import { Secret } from ${JSON.stringify(join(checkout, "runtime", "protocol", "values"))};\nexport const late: Secret = new Secret("y");\n`,
  );
  const script = `
    require(${JSON.stringify(join(checkout, "runtime", "engine", "startup", "launch.js"))}).load().then(() => {
      const { Secret } = require(${JSON.stringify(join(checkout, "runtime", "protocol", "values.ts"))});
      const { secret, folder } = require(${JSON.stringify(join(checkout, "runtime", "providers", "echo", "provider.ts"))});
      const { late } = require(${JSON.stringify(join(root, "late.ts"))});
      console.log(secret instanceof Secret, late instanceof Secret, folder);
    });`;
  const env = { PATH: process.env.PATH, HOME: root, XDG_CACHE_HOME: cache };
  const { stdout } = await execute(process.execPath, ["-e", script], { env });
  expect(stdout).toBe(`true true ${join(checkout, "runtime", "providers", "echo")}\n`);
});

test("runs dynamic imports in bundled plugins, of packages inside and outside the bundle", async () => {
  mkdirSync(join(checkout, "runtime", "providers", "echo"), { recursive: true });
  writeFileSync(
    join(checkout, "runtime", "providers", "echo", "provider.ts"),
    'export const used = async () => [typeof (await import("tar-stream")).pack, typeof (await import("esbuild")).build];\n',
  );
  const script = `
    require(${JSON.stringify(join(checkout, "runtime", "engine", "startup", "launch.js"))}).load().then(async () => {
      const { used } = require(${JSON.stringify(join(checkout, "runtime", "providers", "echo", "provider.ts"))});
      console.log(await used(), Object.keys(require.cache).some((file) => file.includes("tsx")));
    });`;
  const env = { PATH: process.env.PATH, HOME: root, XDG_CACHE_HOME: cache };
  const { stdout } = await execute(process.execPath, ["-e", script], { env });
  expect(stdout).toBe("[ 'function', 'function' ] false\n");
});
