import { execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { TestResource } from "../../../test/support/testResource";
import { removeOld } from "../../../lib/cache";
import { binaryCache } from "../../../lib/cache";
import { keyOf, sourceFiles } from "../../../lib/goBinary/key";
import { findToolchain, wantedVersion } from "../../../lib/goBinary/toolchain";
import { isOlder } from "../../../lib/isOlder";

let root: string;
let moduleDirectory: string;
const bin = () => binaryCache();
const INPUTS = { directory: "hello", name: "hello" };
const MAIN = `package main

import "fmt"

var greeting = "hello"

func main() { fmt.Println(greeting) }
`;
const newResource = () => new TestResource("local:index:GoBinary", root);
const hello = (resource: TestResource) => execFileSync(resource.outputs.path as string, { encoding: "utf8" });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "gobinary-"));
  moduleDirectory = join(root, "hello");
  process.env.MESHSTACK_CACHE = join(root, "cache");
  mkdirSync(moduleDirectory);
  writeFileSync(join(moduleDirectory, "go.mod"), "module example.com/hello\n\ngo 1.21\n");
  // A unique source, because Go's own cache would skip the compilation.
  writeFileSync(join(moduleDirectory, "main.go"), `${MAIN}// ${root}\n`);
});
afterEach(() => {
  delete process.env.MESHSTACK_CACHE;
  rmSync(root, { recursive: true });
});

const withGo = spawnSync("go", ["version"]).status === 0 ? describe : describe.skip;
withGo("with a go toolchain", () => {
  test("builds once for the same inputs, and again when they change", async () => {
    const resource = newResource();
    expect(await resource.up(INPUTS)).toBe("create");
    expect(hello(resource)).toBe("hello\n");
    expect(resource.messages.join("\n")).toMatch(/building hello: \d+ packages compiled, of at most \d+/);
    expect(await resource.up(INPUTS)).toBe("same");
    const first = resource.outputs.path as string;
    const again = newResource();
    await again.up(INPUTS);
    expect(again.messages).toEqual([]); // It was cached.
    expect(again.outputs).toEqual(resource.outputs);

    writeFileSync(join(moduleDirectory, "main_test.go"), "package main\n");
    expect(await resource.up(INPUTS)).toBe("same");
    writeFileSync(join(moduleDirectory, "ldflags.txt"), "-s -w\n-X main.greeting=moin\n");
    expect(await resource.up({ ...INPUTS, ldflagsFile: "ldflags.txt" })).toBe("update");
    expect(hello(resource)).toBe("moin\n");
    expect(resource.outputs.path).not.toBe(first);
    rmSync(join(bin(), `hello-${resource.outputs.key as string}`), { recursive: true });
    expect(await resource.up({ ...INPUTS, ldflagsFile: "ldflags.txt" })).toBe("update");
    expect(hello(resource)).toBe("moin\n");
    await resource.destroy();
    expect(existsSync(first)).toBe(true);
    expect(readdirSync(bin()).filter((name) => !/^hello-[0-9a-f]{16}$/.test(name))).toEqual([]);
  });

  test("builds once when two run at the same time", async () => {
    const [one, two] = [newResource(), newResource()];
    await Promise.all([one.up(INPUTS), two.up(INPUTS)]);
    expect(one.outputs).toEqual(two.outputs);
    const builders = [one, two].filter(({ messages }) => messages.includes("info: building hello"));
    expect(builders.length).toBe(1);
    expect([...one.messages, ...two.messages].join()).toContain(`waiting for the process ${process.pid}`);
  });

  test("ignores a lock whose owner has died", async () => {
    const resource = newResource();
    await resource.up(INPUTS);
    const folder = join(bin(), `hello-${resource.outputs.key as string}`);
    rmSync(folder, { recursive: true });
    writeFileSync(`${folder}.lock`, JSON.stringify({ pid: process.pid, startTime: "1", bootId: "x" }));
    expect(await resource.up(INPUTS)).toBe("update");
  });

  test("a failed build names the log and shows the error", async () => {
    writeFileSync(join(moduleDirectory, "main.go"), MAIN.replace("greeting)", "greting)"));
    const attempt = newResource().up(INPUTS);
    await expect(attempt).rejects.toThrow(
      /go build of hello.*exit code 1.*hello-\w+\.log:\n.*undefined: greting/s,
    );
    const left = readdirSync(bin());
    expect(left.every((name) => name.endsWith(".log"))).toBe(true);
    expect(statSync(join(bin(), left[0]!)).mode & 0o777).toBe(0o600);
  });

  test("the command prints only the path to standard output", async () => {
    const cli = [
      "--import",
      "tsx",
      join(__dirname, "..", "..", "..", "lib", "goBinary", "cli.ts"),
      "--directory",
      moduleDirectory,
      "--name",
      "hello",
    ];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, cli, {
      cwd: join(__dirname, "..", "..", ".."),
    });
    expect(execFileSync(stdout.trim(), { encoding: "utf8" })).toBe("hello\n");
    expect(stderr).toContain("building hello");
  });

  test("the key depends on every file that a build reads, and on the settings", async () => {
    const options = { directory: moduleDirectory, package: ".", name: "hello", ldflags: "" };
    const toolchain = await findToolchain(moduleDirectory);
    const key = keyOf(toolchain, options);
    expect(keyOf({ ...toolchain, version: "go9.9" }, options)).not.toBe(key);
    expect(keyOf(toolchain, { ...options, ldflags: "-s" })).not.toBe(key);
    mkdirSync(join(moduleDirectory, "sub"));
    writeFileSync(join(moduleDirectory, "sub/data.yaml"), "x");
    writeFileSync(join(moduleDirectory, ".hidden"), "x");
    expect(sourceFiles(moduleDirectory)).toEqual(["go.mod", "main.go", "sub/data.yaml"]);
    expect(keyOf(toolchain, options)).not.toBe(key);
  });
});

test("reports a missing or old go, and a folder that is not a module", async () => {
  const { PATH } = process.env;
  process.env.PATH = join(root, "bin");
  try {
    await expect(newResource().up(INPUTS)).rejects.toThrow(
      /^go: found none on PATH; expected Go 1.21 or newer to build .*\. Install Go from .*\.$/,
    );
    mkdirSync(join(root, "bin"));
    writeFileSync(join(root, "bin/go"), `#!/bin/sh\necho '{"GOVERSION":"go1.20.3"}'\n`, { mode: 0o755 });
    await expect(newResource().up(INPUTS)).rejects.toThrow(
      /^go: found go1.20.3 on PATH; expected Go 1.21 or newer/,
    );
  } finally {
    process.env.PATH = PATH;
  }
  await expect(newResource().up({ ...INPUTS, directory: "nothing" })).rejects.toThrow(
    /nothing is not a Go module/,
  );
});

test("compares versions by number", () => {
  expect(wantedVersion("module x\n\ngo 1.25.3\n")).toBe("1.25.3");
  const part = fc.nat({ max: 40 });
  fc.assert(
    fc.property(fc.tuple(part, part, part), fc.tuple(part, part, part), (a, b) => {
      const older = a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
      expect(isOlder(`go${a.join(".")}`, b.join("."))).toBe(older < 0);
    }),
  );
  expect(isOlder("go1.9", "1.25")).toBe(true);
  expect(isOlder("devel +abc", "1.25")).toBe(false);
});

test("removes old builds, but not recent ones, running ones and other names", async () => {
  const cache = realpathSync(root);
  for (let day = 0; day < 6; day++) {
    const folder = join(cache, `hello-000000000000000${day}`);
    mkdirSync(folder);
    if (day === 1) copyFileSync(process.execPath, join(folder, "hello"));
    utimesSync(folder, day, day);
  }
  for (const other of ["hello-world-0000000000000000", "hello-0000000000000000.log"])
    mkdirSync(join(cache, other));
  const running = spawn(join(cache, "hello-0000000000000001/hello"), ["-e", "process.stdin.resume()"]);
  try {
    await new Promise((resolve) => running.once("spawn", resolve));
    removeOld(cache, "hello");
  } finally {
    const ended = new Promise((resolve) => running.once("close", resolve));
    running.kill();
    await ended;
  }
  expect(readdirSync(cache).filter((name) => name.startsWith("hello-"))).toEqual([
    "hello-0000000000000000.log",
    ...(process.platform === "linux" ? ["hello-0000000000000001"] : []),
    "hello-0000000000000003",
    "hello-0000000000000004",
    "hello-0000000000000005",
    "hello-world-0000000000000000",
  ]);
});

test("uses the cache folder of the environment variables", () => {
  expect(binaryCache({ MESHSTACK_CACHE: "/m", XDG_CACHE_HOME: "/x" })).toBe("/m/meshstack/bin");
  expect(binaryCache({ XDG_CACHE_HOME: "/x" })).toBe("/x/meshstack/bin");
  expect(binaryCache({ XDG_CACHE_HOME: "relative" })).toMatch(/\.cache\/meshstack\/bin$/);
});
