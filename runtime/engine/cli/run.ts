import { CommanderError } from "commander";
import { ExitCode, messageOf, SilentExit, UserError } from "../workspace/userError";
import type { ProcessStreams } from "./context";
import { createProgram } from "./program";
import { usageProblem } from "./usageProblem";

/**
 * Runs one command line, without the program's name.
 * @returns the exit code, after errors have been written to standard error
 */
export async function run(args: readonly string[], streams: ProcessStreams): Promise<number> {
  try {
    const program = createProgram(streams);
    if (args.length === 0) {
      streams.stdout.write(program.helpInformation());
      return 0;
    }
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    return report(error, streams);
  }
}

function report(error: unknown, { stderr, env }: ProcessStreams): number {
  if (error instanceof SilentExit) return error.exitCode;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0; // The user asked for help.
    stderr.write(`error: ${usageProblem(error)}\n`);
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
