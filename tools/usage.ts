import { Command, CommanderError } from "commander";
import { commanderFacts, longNameOf } from "../lib/commanderError";
import { foundExpected } from "../lib/problemText";
import { didYouMean } from "../lib/suggest";

/** A wrong command line, stack name or file. The command prints the message and ends with 2; `inject` ends with 1. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The main function of a command. @returns the exit code */
export type Main = (args: string[]) => number | Promise<number>;

/** Thrown when a command has printed its help text. */
export class HelpShown extends Error {}

/** A command whose first argument is the name of a stack. */
export const stackCommand = (name: string, description: string): Command =>
  new Command(name).description(description).argument("<stack>", "the name of a stack");

/**
 * Parses the arguments of a command. A help text is printed.
 * @throws UsageError, HelpShown
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

/** The error of a command line in the words of this project: `OPTION: found VALUE; expected WHAT.` */
function commandProblem(error: CommanderError, command: Command): string {
  const { code, quoted, expected, found, reason, choices, text } = commanderFacts(error);
  const [first = "", value = ""] = quoted;
  switch (code) {
    case "missingArgument":
      return `${first}: found nothing; expected ${describedArgument(command, first)}.`;
    case "unknownOption": {
      const known = command.options.filter(({ hidden }) => !hidden).map(({ long, short }) => long ?? short!);
      const hint = didYouMean(first, known);
      const expected = known.length === 0 ? "none" : `one of ${known.join(", ")}`;
      return `${first}: found an unknown option; expected ${expected}.${hint === undefined ? "" : ` ${hint}`}`;
    }
    case "optionMissingArgument":
      return `${longNameOf(first)}: found no value; expected ${/<(.*)>/.exec(first)?.[1] ?? "one"}.`;
    case "missingMandatoryOptionValue":
      return `${longNameOf(first)}: found nothing; expected ${first}.`;
    case "excessArguments":
      return `arguments: found ${found}; expected ${expected}.`;
    case "invalidArgument": {
      if (choices === undefined) return `${longNameOf(first)}: found ${JSON.stringify(value)}; ${reason}`;
      const hint = didYouMean(value, choices.split(", "));
      return `${longNameOf(first)}: ${foundExpected(value, `one of ${choices}`, hint)}`;
    }
    default:
      return text;
  }
}

const describedArgument = (command: Command, name: string): string =>
  command.registeredArguments.find((argument) => argument.name() === name)?.description ?? "a value";

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
