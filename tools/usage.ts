import { type Command, CommanderError } from "commander";
import type { StackConfig } from "../stacks/config/stackConfig";
import { readStackFile } from "./stackFile";

/** Ends a command with an exit code after it has printed its error or help text. */
export class UsageError extends Error {
  constructor(readonly exitCode: number) {
    super("usage");
  }
}

/**
 * Parses the arguments of a command, which prints errors and help texts itself.
 * @throws UsageError after an error or a help text
 */
export function parseArguments(command: Command, args: readonly string[]): void {
  command.showHelpAfterError("(--help lists all options)").exitOverride();
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) throw new UsageError(error.exitCode === 0 ? 0 : 2);
    throw error;
  }
}

/**
 * Reads a stack file; an error in it is a usage error.
 * @throws UsageError after it has printed the error
 */
export function stackFileOf(command: string, stack: string): StackConfig {
  try {
    return readStackFile(stack);
  } catch (error) {
    console.error(`${command}: ${messageOf(error)}`);
    throw new UsageError(2);
  }
}

/** Runs a command with the arguments of the process, prints its error and sets the exit code. */
export function run(command: string, main: (args: string[]) => number | Promise<number>): void {
  void Promise.resolve(process.argv.slice(2))
    .then(main)
    .catch((error: unknown) => {
      if (error instanceof UsageError) return error.exitCode;
      console.error(`${command}: ${messageOf(error)}`);
      return 1;
    })
    .then((code) => {
      process.exitCode = code;
    });
}

/** The message of an error, without the prefix `error: ` of the engine. */
const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^error: /, "");
