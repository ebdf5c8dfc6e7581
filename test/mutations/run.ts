import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { MUTATIONS } from "./engine";

/** A deliberate fault, and the test that must find it. */
export interface Mutation {
  what: string;
  file: string;
  /** Occurs once in the file. */
  search: string;
  replacement: string;
  test: string;
}

const ROOT = join(__dirname, "..", "..");
/** What mutations change and what runs them is copied; the rest of the checkout is linked. */
const COPIED = ["runtime/engine", "test/conformance", "test/engine"];
const LINKED = ["lib", "runtime/images", "runtime/protocol", "runtime/providers", "runtime/pulumi"];
const TOP = ["node_modules", "package.json", "tsconfig.json", "jest.config.js", "test/support"];

/** Runs the test of a mutation in a copy of the checkout. @returns true when it fails there */
function isFound({ file, search, replacement, test }: Mutation, checkout: string): boolean {
  const path = join(checkout, file);
  const source = readFileSync(path, "utf8");
  if (source.split(search).length !== 2)
    throw new Error(
      `${file}: found ${source.split(search).length - 1} of ${JSON.stringify(search)}; expected 1`,
    );
  writeFileSync(
    path,
    source.replace(search, () => replacement),
  );
  const args = ["jest", "--rootDir", checkout, "--bail", "--maxWorkers=1", "--reporters=default", test];
  const { status, stderr } = spawnSync("npx", ["--no-install", ...args], { cwd: checkout, encoding: "utf8" });
  // A test that does not start finds nothing.
  if (!/^Tests: +(\d+ failed, )?(\d+ skipped, )?\d+ (passed|total)/m.test(stderr)) throw new Error(stderr);
  return status !== 0;
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
  for (const mutation of MUTATIONS.filter(({ what }) => what.includes(part))) {
    const checkout = copyCheckout();
    try {
      const found = isFound(mutation, checkout);
      if (!found) missed++;
      process.stdout.write(`${found ? "found " : "MISSED"} ${mutation.what} (${mutation.test})\n`);
    } finally {
      rmSync(checkout, { recursive: true, force: true });
    }
  }
  process.exitCode = missed > 0 ? 1 : 0;
}
main(process.argv[2]);
