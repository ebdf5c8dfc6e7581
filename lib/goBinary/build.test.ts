import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "./build";

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
