import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/**
 * Links packages of the scope `@pulumi` into a project. The official CLI searches all packages of a project for plugins to
 * install, so a project contains only what it requires.
 */
export function linkSdks(project: string, names: readonly string[]): void {
  const scope = join(project, "node_modules", "@pulumi");
  mkdirSync(scope, { recursive: true });
  for (const name of names) {
    symlinkSync(join(__dirname, "..", "..", "node_modules", "@pulumi", name), join(scope, name));
  }
}
