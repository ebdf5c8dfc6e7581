import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt, type GoBinaryOptions } from "../../lib/goBinary/build";
import { PREBUILT_PACKAGE } from "../../lib/goBinary/prebuilt";
import { packBinaries } from "./pack";

const MAIN = 'package main\n\nimport "os"\n\nfunc main() { os.Stdout.WriteString("hello\\n") }\n';

let root: string;
let checkout: string;
const { PATH } = process.env;
const signal = new AbortController().signal;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "release-"));
  process.env.MESHSTACK_CACHE = join(root, "builder");
  const source = join(root, "source/hello");
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, "go.mod"), "module example.com/hello\n\ngo 1.21\n");
  writeFileSync(join(source, "main.go"), MAIN);
  const tarball = await packBinaries([helloIn(source)], {
    version: "1.2.3",
    output: join(root, "packages"),
    progress: () => {},
    signal,
  });
  // A user's checkout: the same sources, with the package from npm.
  checkout = join(root, "user");
  cpSync(join(root, "source"), checkout, { recursive: true });
  writeFileSync(join(checkout, "package.json"), "{}");
  const options = ["--offline", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", ["install", ...options, tarball], { cwd: checkout, stdio: "inherit" });
});
beforeEach(() => {
  process.env.MESHSTACK_CACHE = mkdtempSync(join(root, "cache-"));
});
afterEach(() => {
  process.env.PATH = PATH;
});
afterAll(() => {
  delete process.env.MESHSTACK_CACHE;
  rmSync(root, { recursive: true });
});

const helloIn = (directory: string): GoBinaryOptions => ({ directory, package: ".", name: "hello" });

/** Resolves the binary of the user's checkout. @returns its output and the messages */
async function resolveHello(): Promise<{ output: string; messages: string[] }> {
  const messages: string[] = [];
  const { path } = await ensureBuilt(
    helloIn(join(checkout, "hello")),
    (message) => messages.push(message),
    signal,
  );
  return { output: execFileSync(path, { encoding: "utf8" }), messages };
}

const installed = () => join(checkout, "node_modules", PREBUILT_PACKAGE);

const withGo = spawnSync("go", ["version"]).status === 0 ? describe : describe.skip;
withGo("a packed and installed package", () => {
  test("replaces the build, without Go", async () => {
    process.env.PATH = join(root, "empty");
    expect(await resolveHello()).toEqual({ output: "hello\n", messages: [] });
  });

  test("is not used for other sources, which are built", async () => {
    const main = join(checkout, "hello/main.go");
    writeFileSync(main, MAIN.replace("hello", "moin"));
    try {
      const { output, messages } = await resolveHello();
      expect(output).toBe("moin\n");
      expect(messages[0]).toMatch(
        /^.*node_modules\/@meshstack\/.*: found hello of the sources [0-9a-f]{16}; expected [0-9a-f]{16}\. It is built from source instead\.$/,
      );
      expect(messages).toContain("building hello");
    } finally {
      writeFileSync(main, MAIN);
    }
  });

  test("is rejected when a binary does not have the package's checksum", async () => {
    const original = join(root, "original");
    cpSync(installed(), original, { recursive: true });
    appendFileSync(join(installed(), "bin/hello"), "x");
    try {
      await expect(resolveHello()).rejects.toThrow(
        /bin\/hello: found SHA-256 [0-9a-f]{64}; expected [0-9a-f]{64}\. Install the package again, or remove it \(npm uninstall @meshstack\//,
      );
      expect(existsSync(join(process.env.MESHSTACK_CACHE!, "meshstack/bin/hello"))).toBe(false);
      writeFileSync(join(installed(), "binaries.json"), "[]");
      await expect(resolveHello()).rejects.toThrow(/binaries\.json: found .*; expected a list of binaries/s);
    } finally {
      rmSync(installed(), { recursive: true });
      cpSync(original, installed(), { recursive: true });
    }
  });
});
