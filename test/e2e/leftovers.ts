import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Every file, socket and link below a folder; empty when the folder does not exist. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [] : [join(entry.parentPath, entry.name)],
  );
}
