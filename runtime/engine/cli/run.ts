import { type Command, CommanderError } from "commander";
import { commanderFacts, longNameOf } from "../../../lib/commanderError";
import { ExitCode, messageOf, SilentExit, UserError } from "../workspace/userError";
import type { ProcessStreams } from "./context";
import { createProgram, unknownCommand } from "./program";

/**
 * Runs one command line, without the program's name.
 * @returns the exit code, after errors have been written to standard error
 */
export async function run(args: readonly string[], streams: ProcessStreams): Promise<number> {
  const program = createProgram(streams);
  try {
    if (args.length === 0) {
      streams.stdout.write(program.helpInformation());
      return 0;
    }
    await program.parseAsync(args[0] === "--version" ? ["version"] : args, { from: "user" });
    return 0;
  } catch (error) {
    // Flags without a command.
    if (error instanceof CommanderError && error.code === "commander.help")
      streams.stdout.write(program.helpInformation());
    return report(toUserError(error, program), streams);
  }
}

/** Commander reports an unknown command of the program itself. */
function toUserError(error: unknown, program: Command): unknown {
  if (!(error instanceof CommanderError) || error.code !== "commander.unknownCommand") return error;
  return unknownCommand(program, commanderFacts(error).quoted[0]!);
}

function report(error: unknown, { stderr, env }: ProcessStreams): number {
  if (error instanceof SilentExit) return error.exitCode;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0; // The user asked for help.
    if (error.code !== "commander.help") stderr.write(`error: ${usageProblem(error)}\n`);
    return ExitCode.error;
  }
  if (error instanceof UserError) {
    stderr.write(`error: ${error.message}\n`);
    return error.exitCode;
  }
  stderr.write(`error: ${messageOf(error)}\n`);
  // An unexpected error; the stack trace helps developers.
  if (error instanceof Error && !isSystemError(error))
    stderr.write(`${env.PULUMI_DEBUG ? (error.stack ?? "") : "(set PULUMI_DEBUG=1 for a stack trace)"}\n`);
  return ExitCode.error;
}

const isSystemError = (error: Error): boolean => typeof (error as NodeJS.ErrnoException).code === "string";

/** The error of a command line in the words of the official CLI. */
function usageProblem(error: CommanderError): string {
  const { code, quoted, expected, found, reason, choices, similar, text } = commanderFacts(error);
  const [first = "", second = ""] = quoted;
  const hint = similar === undefined ? "" : `\n\nDid you mean this?\n\t${similar}`;
  switch (code) {
    case "unknownOption":
      return first.startsWith("--")
        ? `unknown flag: ${first}${hint}`
        : `unknown shorthand flag: '${first[1]}' in ${first}`;
    case "optionMissingArgument":
      return `flag needs an argument: ${longNameOf(first)}`;
    case "missingArgument":
      return "accepts 1 arg(s), received 0";
    case "excessArguments":
      return `accepts at most ${expected} arg(s), received ${found}`;
    case "invalidArgument": {
      const flag = first.replace(/ [<[].*$/, "");
      return `invalid argument ${JSON.stringify(second)} for "${flag}" flag: ${choices === undefined ? reason : `expected one of ${choices}`}`;
    }
    default:
      return text;
  }
}
