import { type Command, CommanderError } from "commander";

/** The command line, or what it names, cannot be used, or help was asked for; it has been said already. */
export class UsageError extends Error {
  constructor(readonly exitCode: number) {
    super("usage");
  }
}

/**
 * Reads a command line into a command, which says itself on standard error what is wrong, and on standard output what was
 * asked.
 * @throws UsageError after it has
 */
export function parseArguments(command: Command, args: readonly string[]): void {
  command.showHelpAfterError("(--help says what there is)").exitOverride();
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) throw new UsageError(error.exitCode === 0 ? 0 : 2);
    throw error;
  }
}
