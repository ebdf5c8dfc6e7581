import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The root of the checkout, where make runs every command. This file can be a symlink to another checkout. */
export const root = process.cwd();

/**
 * The absolute path of a stack's file.
 * @throws Error with the names of all stacks when the checkout has no such file
 */
export function stackFilePath(stack: string): string {
  const file = join("stacks", `Pulumi.${stack}.yaml`);
  if (existsSync(join(root, file))) return join(root, file);
  throw new Error(`stack '${stack}' not found: ${file} does not exist. Stacks: ${stackNames().join(", ")}`);
}

function stackNames(): string[] {
  return readdirSync(join(root, "stacks")).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
}
