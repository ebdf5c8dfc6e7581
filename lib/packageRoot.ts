import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this package: a checkout, or the package in a `node_modules`. */
export function packageRoot(): string {
  // The sources and the bundle of an installed package are at different depths.
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json")) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
