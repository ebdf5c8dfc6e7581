import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanUpAfter } from "./cleanUpAfter";

/** Jest's global setup: creates the folder that the workers of a run share. It is deleted when the run ends. */
export default function setUpTestRun(): void {
  const folder = mkdtempSync(join(tmpdir(), "meshstack-tests-"));
  process.env.MESHSTACK_TEST_RUN = folder;
  cleanUpAfter(["rm", "-rf", folder]);
}
