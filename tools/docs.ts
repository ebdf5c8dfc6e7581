import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedDocs } from "./docs/generated";

/** `make docs`: writes every generated file. With --check: writes none, and ends with 1 where one is not current. */
const root = join(__dirname, "..");
const check = process.argv.includes("--check");
let stale = 0;
for (const [file, text] of Object.entries(generatedDocs())) {
  const path = join(root, file);
  if (check) {
    if (readFileSync(path, "utf8") === text) continue;
    console.error(`${file} is not what its source says: run make docs`);
    stale += 1;
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
