/**
 * Applies each deliberate fault to a copy of the checkout and runs the tests of the changed file, which pass without the
 * fault. Exits with 1 if a fault is not found. Arguments: parts of the descriptions of the faults to try; default all.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { mutations, type Mutation } from "./mutations";

const root = resolve(__dirname, "../..");

function copyOfCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), "mutations-"));
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of files.split("\0").filter(Boolean))
    cpSync(join(root, file), join(folder, file), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** The mutated text of a file. */
function mutated(text: string, { file, search, replacement, says }: Mutation): string {
  const parts = text.split(search);
  if (parts.length !== 2)
    throw new Error(
      `${file}: found ${parts.length - 1} times ${JSON.stringify(search)}; expected it once. Adapt the mutation "${says}".`,
    );
  return parts.join(replacement);
}

type Tests = Pick<Mutation, "tests" | "names" | "config">;

/** The name of the first test that fails; undefined if none does. */
function firstFailure(folder: string, path: string, { names, config }: Tests): string | undefined {
  const only = names === undefined ? [] : ["--testNamePattern", names];
  const configured = config === undefined ? [] : ["--config", config];
  const { status, stderr } = spawnSync(
    join(folder, "node_modules/.bin/jest"),
    ["--maxWorkers=1", "--bail", "--ci", ...configured, ...only, path],
    { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28, env: { ...process.env, REFEREE_RUNS: "200" } },
  );
  if (!/^Tests: .*\d+ (failed|passed)/m.test(stderr)) throw new Error(`no test of ${path} ran:\n${stderr}`);
  if (status === 0) return undefined;
  const name = /^ {2}● (.*)$/m.exec(stderr)?.[1];
  if (name === undefined || name.includes("Test suite failed to run"))
    throw new Error(`jest did not run ${path}:\n${stderr}`);
  return name;
}

/** The first of these files with a failing test, and its name. */
function foundBy(folder: string, tests: Tests): string | undefined {
  for (const path of tests.tests) {
    const name = firstFailure(folder, path, tests);
    if (name !== undefined) return `${name} (${path})`;
  }
  return undefined;
}

/** @throws when a test of the mutations fails without them */
function expectSuccess(folder: string, chosen: readonly Mutation[]): void {
  const all = chosen.map(({ tests, names, config }) => JSON.stringify({ tests, names, config }));
  for (const tests of new Set(all)) {
    const failure = foundBy(folder, JSON.parse(tests) as Tests);
    if (failure !== undefined) throw new Error(`${failure} fails without a mutation`);
  }
  console.log("the tests pass without a mutation");
}

function main(parts: readonly string[]): void {
  const chosen = mutations.filter(({ says }) => parts.every((part) => says.includes(part)));
  const originals = chosen.map((mutation) => readFileSync(join(root, mutation.file), "utf8"));
  const changed = chosen.map((mutation, index) => mutated(originals[index]!, mutation));
  const folder = copyOfCheckout();
  try {
    expectSuccess(folder, chosen);
    const survivors = chosen.filter((mutation, index) => {
      writeFileSync(join(folder, mutation.file), changed[index]!);
      const found = foundBy(folder, mutation);
      writeFileSync(join(folder, mutation.file), originals[index]!);
      console.log(`${mutation.says}: ${found ?? "NOT FOUND"}`);
      return found === undefined;
    });
    console.log(`${chosen.length - survivors.length} of ${chosen.length} found`);
    if (survivors.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main(process.argv.slice(2));
