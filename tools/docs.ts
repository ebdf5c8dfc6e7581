import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedDocs } from "./docs/generated";

/** `make docs`: writes the generated files and parts of pages. With --check, writes nothing and exits with 1 if one is outdated. */
const root = join(__dirname, "..");
const check = process.argv.includes("--check");
let stale = 0;
for (const [file, text] of Object.entries(generatedDocs(root))) {
  const path = join(root, file);
  if (check) {
    if (readFileSync(path, "utf8") === text) continue;
    console.error(
      `${file}: found an outdated file; expected one that is generated from the current sources. Run make docs.`,
    );
    stale += 1;
  } else {
    writeFileSync(path, text);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
