import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { releaseHashes } from "./hashes";

// Writes hashes.json from the reference data: `node --import tsx test/golden/writeHashes.ts`.
writeFileSync(join(__dirname, "hashes.json"), `${JSON.stringify(releaseHashes(), null, 2)}\n`);
