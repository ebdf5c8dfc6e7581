import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The folder of upstream reference data: `$REFERENCE_DIR`, else `../shared/reference` beside the checkout. */
export const referenceDir = resolve(
  process.env.REFERENCE_DIR ?? join(__dirname, "..", "..", "shared", "reference"),
);

/** True where the reference data is there. */
export const hasReference = existsSync(join(referenceDir, "README.md"));

/** A `describe` that needs the reference data; where that is absent it is reported as skipped, by name. */
export const describeReference: jest.Describe = hasReference ? describe : describe.skip;

/**
 * The text of a reference file.
 * @param path relative to the reference folder
 * @throws the file system's error when the file is absent
 */
export function readReference(...path: string[]): string {
  return readFileSync(join(referenceDir, ...path), "utf8");
}
