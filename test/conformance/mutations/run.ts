import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { MUTATIONS } from "./engine";

/** A deliberate fault that the tests must find. */
export interface Mutation {
  says: string;
  file: string;
  /** Text that occurs once in the file. */
  search: string;
  replacement: string;
  /** A file of test/conformance, and a pattern of the names of the tests that are run. */
  test: string;
  names: string;
}

const ROOT = join(__dirname, "..", "..", "..");
/** What mutations change and what runs them is copied; the rest of the checkout is linked. */
const COPIED = ["runtime/engine", "test/conformance", "test/engine"];
const LINKED = ["lib", "runtime/images", "runtime/protocol", "runtime/providers", "runtime/pulumi"];
const TOP = ["node_modules", "package.json", "tsconfig.json", "jest.config.js", "test/support"];

/** Runs a mutation's tests in a copy of the checkout. @throws when none of them ran */
function passes({ test, names }: Mutation, checkout: string): boolean {
  const args = ["--no-install", "jest", `test/conformance/${test}.test.ts`, "--testNamePattern", names];
  const options = { cwd: checkout, encoding: "utf8", maxBuffer: 2 ** 28 } as const;
  const { status, stderr } = spawnSync("npx", [...args, "--rootDir", checkout, "--maxWorkers=1"], options);
  if (!/^Tests: .*\d+ (failed|passed)/m.test(stderr)) throw new Error(stderr);
  return status === 0;
}

/** True when tests fail with the mutation that pass without it. */
function isFound(mutation: Mutation, checkout: string): boolean {
  const { file, search, replacement } = mutation;
  const path = join(checkout, file);
  const parts = readFileSync(path, "utf8").split(search);
  if (parts.length !== 2)
    throw new Error(`${file}: found ${parts.length - 1} of ${JSON.stringify(search)}; expected 1`);
  if (!passes(mutation, checkout)) throw new Error(`${mutation.test}: found a failure without the mutation`);
  writeFileSync(path, parts.join(replacement));
  return !passes(mutation, checkout);
}

function copyCheckout(): string {
  const checkout = mkdtempSync(join(tmpdir(), "mutation-"));
  for (const path of [...COPIED, ...LINKED, ...TOP])
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
  for (const path of COPIED) cpSync(join(ROOT, path), join(checkout, path), { recursive: true });
  for (const path of [...LINKED, ...TOP]) symlinkSync(join(ROOT, path), join(checkout, path));
  return checkout;
}

/** Applies each mutation, or those whose description contains the first argument. Exits with 1 when a test misses one. */
function main(part = ""): void {
  execFileSync(process.execPath, ["--import", "tsx", join(ROOT, "runtime/pulumi/main.ts")], {
    stdio: "ignore",
  });
  let missed = 0;
  for (const mutation of MUTATIONS.filter(({ says }) => says.includes(part))) {
    const checkout = copyCheckout();
    try {
      const found = isFound(mutation, checkout);
      if (!found) missed++;
      process.stdout.write(`${found ? "found " : "MISSED"} ${mutation.says} (${mutation.test})\n`);
    } finally {
      rmSync(checkout, { recursive: true, force: true });
    }
  }
  process.exitCode = missed > 0 ? 1 : 0;
}
main(process.argv[2]);
