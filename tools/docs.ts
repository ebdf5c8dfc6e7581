import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedDocs } from "./docs/generated";

/** `make docs`: writes the generated files and parts of pages. With --check: writes none, and ends with 1 where one is not current. */
const root = join(__dirname, "..");
const check = process.argv.includes("--check");
let stale = 0;
for (const [file, text] of Object.entries(generatedDocs(root))) {
  const path = join(root, file);
  if (check) {
    if (readFileSync(path, "utf8") === text) continue;
    console.error(`${file} is not what its source says: run make docs`);
    stale += 1;
  } else {
    writeFileSync(path, text);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
