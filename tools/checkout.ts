import { readdirSync } from "node:fs";
import { join } from "node:path";
import { foundExpected } from "../lib/problemText";
import { didYouMean } from "../lib/suggest";
import { UsageError } from "./usage";

/** The root of the checkout, where make runs every command. This file can be a symlink to another checkout. */
export const root = process.cwd();

/** The absolute path of a stack's file. @throws UsageError with the names of all stacks when the file does not exist */
export function stackFilePath(stack: string): string {
  const names = stackNames();
  if (names.includes(stack)) return join(root, "stacks", `Pulumi.${stack}.yaml`);
  const hints = [`stacks/Pulumi.${stack}.yaml does not exist.`, didYouMean(stack, names)];
  const expected = `one of ${names.join(", ")}`;
  throw new UsageError(`STACK: ${foundExpected(stack, expected, hints.filter(Boolean).join(" "))}`);
}

function stackNames(): string[] {
  const names = readdirSync(join(root, "stacks"));
  return names.flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []).sort();
}
