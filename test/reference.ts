import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The folder of upstream reference data: `$REFERENCE_DIR`, else `../shared/reference` beside the checkout. */
export const referenceDir = resolve(
  process.env.REFERENCE_DIR ?? join(__dirname, "..", "..", "shared", "reference"),
);

/** Whether the reference data exists. */
export const hasReference = existsSync(join(referenceDir, "README.md"));

/** A `describe` that requires the reference data. Without it, the tests are reported as skipped, with the reason. */
export function describeReference(name: string, tests: () => void): void {
  if (hasReference) describe(name, tests);
  else describe.skip(`${name} (found no reference data at ${referenceDir})`, tests);
}

/**
 * The text of a reference file.
 * @param path relative to the reference folder
 * @throws the file system's error when the file does not exist
 */
export function readReference(...path: string[]): string {
  return readFileSync(join(referenceDir, ...path), "utf8");
}
