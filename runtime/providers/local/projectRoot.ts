import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The folder of the project that a folder belongs to: the nearest one above it, or itself, with a Pulumi.yaml; itself
 * where there is none. The official engine tells a plugin the plugin's own folder, the embedded one the project's, and
 * both are to mean the same by a relative path.
 */
export function projectRootOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (["Pulumi.yaml", "Pulumi.yml"].some((file) => existsSync(join(at, file)))) return at;
    if (at === dirname(at)) return folder;
  }
}
