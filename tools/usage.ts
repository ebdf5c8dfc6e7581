import { Command, CommanderError } from "commander";
import { commandProblem } from "./commandProblem";

/** A wrong command line, stack name or stack file. The command prints the message and ends with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The main function of a command. @returns the exit code */
export type Main = (args: string[]) => number | Promise<number>;

/** Thrown when a command has printed its help text. */
class HelpShown extends Error {}

/** A command whose first argument is the name of a stack. */
export const stackCommand = (name: string, description: string): Command =>
  new Command(name).description(description).argument("<stack>", "the name of a stack");

/**
 * Parses the arguments of a command. A help text is printed.
 * @throws UsageError
 */
export function parseArguments(command: Command, args: readonly string[]): void {
  command
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) throw new HelpShown();
    throw new UsageError(`${commandProblem(error, command)} --help lists all options.`);
  }
}

/**
 * Runs a command and prints its error.
 * @returns the exit code: that of the command, 2 for a wrong command line or stack file, 1 for any other error
 */
export async function execute(name: string, main: Main, args: string[]): Promise<number> {
  try {
    return await main(args);
  } catch (error) {
    if (error instanceof HelpShown) return 0;
    const message = (error instanceof Error ? error.message : String(error)).replace(/^error: /, "");
    process.stderr.write(`${name}: ${message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Runs a command with the arguments of the process and sets the exit code. */
export function run(name: string, main: Main): void {
  void execute(name, main, process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
