/**
 * Runs the comparisons with other programs that must find the deliberate faults, which pass without a fault. Then applies
 * each fault to a copy of the checkout, and runs its comparison and the unit tests of the changed file. Exits with 1 if a
 * comparison does not find its fault. Arguments: parts of the descriptions of the faults to try; default all.
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

/** The tests of a file, of these names and with this configuration of jest; all and the usual one by default. */
interface Tests {
  path: string;
  name?: string;
  config?: string;
}

/** The name of the first test that fails; undefined if none does. */
function firstFailure(folder: string, { path, name, config }: Tests): string | undefined {
  const named = name === undefined ? [] : ["--testNamePattern", name];
  const configured = config === undefined ? [] : ["--config", config];
  const { status, stderr } = spawnSync(
    join(folder, "node_modules/.bin/jest"),
    ["--maxWorkers=1", "--bail", "--ci", ...configured, ...named, path],
    {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      env: { ...process.env, REFEREE_RUNS: process.env.REFEREE_RUNS ?? "1000" },
    },
  );
  if (!/^Tests: .*\d+ (failed|passed)/m.test(stderr)) throw new Error(`no test of ${path} ran:\n${stderr}`);
  if (status === 0) return undefined;
  const failed = /^ {2}● (.*)$/m.exec(stderr)?.[1];
  if (failed === undefined || failed.includes("Test suite failed to run"))
    throw new Error(`jest did not run ${path}:\n${stderr}`);
  return failed;
}

const comparisonOf = ({ property: [path, name], config }: Mutation): Tests => ({ path, name, config });

/** @throws when a comparison fails without a fault */
function expectSuccess(folder: string, chosen: readonly Mutation[]): void {
  for (const tests of new Set(chosen.map((mutation) => JSON.stringify(comparisonOf(mutation))))) {
    const failure = firstFailure(folder, JSON.parse(tests) as Tests);
    if (failure !== undefined) throw new Error(`${failure} fails without a mutation`);
  }
  console.log("the comparisons pass without a mutation");
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
      const found = firstFailure(folder, comparisonOf(mutation));
      const { unitTests } = mutation;
      const foundByUnitTest = unitTests && firstFailure(folder, { path: unitTests });
      writeFileSync(join(folder, mutation.file), originals[index]!);
      console.log(`${mutation.says}:\n  ${found ?? "NOT FOUND"}\n  unit test: ${foundByUnitTest ?? "none"}`);
      return found === undefined;
    });
    console.log(`${chosen.length - survivors.length} of ${chosen.length} found`);
    if (survivors.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main(process.argv.slice(2));
