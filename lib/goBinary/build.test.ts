import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DiskFullError } from "../diskFull";
import { until } from "../until";
import { ensureBuilt, locate } from "./build";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "build-"));
  process.env.MESHSTACK_CACHE = join(root, "cache");
});
afterEach(() => {
  delete process.env.MESHSTACK_CACHE;
  rmSync(root, { recursive: true });
});

/** Creates a module with a program that no build cache has. */
function createModule(name: string): string {
  const directory = join(root, name);
  mkdirSync(directory);
  writeFileSync(join(directory, "go.mod"), `module example.com/${name}\n\ngo 1.21\n`);
  writeFileSync(join(directory, "main.go"), `package main\n\nfunc main() { println("${root}") }\n`);
  return directory;
}

const withGo = spawnSync("go", ["version"]).status === 0 ? test : test.skip;
withGo(
  "builds one program after another, and reports the remaining time of those with a known cost",
  async () => {
    const messages: string[] = [];
    const build = (name: string) =>
      ensureBuilt(
        { directory: createModule(name), package: ".", name },
        (message) => messages.push(message),
        new AbortController().signal,
      );
    await Promise.all([build("coredns"), build("pause"), build("other")]);
    // Either program can start first, and the messages of the two are not mixed.
    const programs = messages.map((message) => /^building (\w+)/.exec(message)![1]!);
    expect(new Set(programs)).toEqual(new Set(["coredns", "pause", "other"]));
    expect(programs.filter((name, i) => name !== programs[i - 1])).toHaveLength(3);
    for (const name of ["coredns", "pause"]) {
      expect(messages).toContainEqual(
        expect.stringMatching(
          `^building ${name}: 1 packages compiled, of at most 1; everything in (about|less than) `,
        ),
      );
    }
  },
);

withGo("reports a full disk when the log of a build cannot be written", async () => {
  const options = { directory: createModule("full"), package: ".", name: "full" };
  const folder = dirname((await locate(options)).path);
  mkdirSync(dirname(folder), { recursive: true });
  symlinkSync("/dev/full", `${folder}.log`);
  const built = ensureBuilt(options, () => {}, new AbortController().signal);
  await expect(built).rejects.toThrow(DiskFullError);
});

test("a cancelled build throws the reason of the cancellation after go has ended", async () => {
  const bin = join(root, "bin");
  mkdirSync(bin);
  const [started, ended] = [join(root, "started"), join(root, "ended")];
  const go = `#!/bin/sh
case $1 in
env) echo '{"GOVERSION": "go1.99.0"}' ;;
build)
  trap 'for i in 1 2 3 4 5; do echo "package/$i" >&2; sleep 0.02; done; : > ${ended}; exit 1' TERM
  : > ${started}
  while :; do sleep 0.02; done ;;
esac
`;
  writeFileSync(join(bin, "go"), go, { mode: 0o755 });
  const path = process.env.PATH;
  process.env.PATH = `${bin}:${path}`;
  try {
    const cancellation = new AbortController();
    const options = { directory: createModule("cancelled"), package: ".", name: "cancelled" };
    const built = ensureBuilt(options, () => {}, cancellation.signal);
    await until(() => existsSync(started) || undefined, { timeoutMs: Infinity });
    cancellation.abort(new Error("it was cancelled"));
    await expect(built).rejects.toThrow("it was cancelled");
    expect(existsSync(ended)).toBe(true);
  } finally {
    process.env.PATH = path;
  }
});
