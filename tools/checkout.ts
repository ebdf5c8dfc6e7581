import { readdirSync } from "node:fs";
import { join } from "node:path";
import { foundExpected } from "../lib/problemText";
import { didYouMean } from "../lib/suggest";
import { run, UsageError } from "./usage";

/** The root of the checkout, where make runs every command. This file can be a symlink to another checkout. */
export const root = process.cwd();

/** The absolute path of a stack's file. @throws UsageError with the names of all stacks when the file does not exist */
export function stackFilePath(stack: string): string {
  const files = stackFiles();
  const path = files.get(stack);
  if (path !== undefined) return path;
  const names = [...files.keys()].sort();
  const hints = [`stacks/Pulumi.${stack}.yaml does not exist.`, didYouMean(stack, names)];
  const expected = `one of ${names.join(", ")}`;
  throw new UsageError(`STACK: ${foundExpected(stack, expected, hints.filter(Boolean).join(" "))}`);
}

/** The files of all stacks by their names. */
function stackFiles(): Map<string, string> {
  const folder = join(root, "stacks");
  return new Map(
    readdirSync(folder).flatMap((file) => {
      const stack = /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1];
      return stack === undefined ? [] : [[stack, join(folder, file)] as const];
    }),
  );
}

/** `COMMAND STACK`: ends with 2 and the error of a stack without a file, else with 0. */
export function start(): void {
  run(process.argv[2]!, ([, stack = ""]) => {
    stackFilePath(stack);
    return 0;
  });
}
