import { type Command, InvalidArgumentError } from "commander";
import type { CheckDescription, Result } from "../../lib/checks/check";
import { didYouMean } from "../../lib/suggest";
import { type Main, parseArguments, stackCommand } from "../usage";
import { interruptible } from "./interrupts";
import { type Report, reported, type ReportedCheck, summaryOf, Table } from "./report";

/** The options of every command that runs checks. */
interface CheckOptions {
  stack: string;
  json: boolean;
  list: boolean;
  /** The IDs of the checks to report. */
  only: readonly string[];
}

/**
 * Begins the checks of a subject, such as `This machine`, and returns a function that reports a result.
 * @param instead the IDs of the checks that could not run and for which the result stands. Default: none
 */
export type BeginChecks = (subject: string, instead?: readonly string[]) => (result: Result) => void;

/** A command that runs checks of a stack: `make doctor` and `make verify`. */
export interface CheckCommand<More extends object> {
  name: string;
  description: string;
  /** All checks, in the order in which they run. */
  checks: readonly CheckDescription[];
  /** Adds options of this command only. */
  addOptions?(program: Command): void;
  /** Printed after an interrupt. */
  interrupted: string;
  /**
   * Runs the checks.
   * @param begin begins the checks of a subject. Only the results of checks in `options.only` are shown, and those that are
   * reported instead of one of them
   * @param signal aborted by an interrupt; the returned promise then rejects, after changes are reverted
   * @returns facts about the stack for the report
   */
  run(
    options: CheckOptions & More,
    begin: BeginChecks,
    signal: AbortSignal,
  ): Promise<Omit<Report, "stack" | "summary" | "checks">>;
}

/**
 * The main function of a command. Exit codes: 0 when no check failed (warnings do not count), 1 when a check failed or the
 * command did, 2 for a wrong command line or stack file, 130 when it was interrupted.
 */
export const mainOf =
  <More extends object>(command: CheckCommand<More>): Main =>
  async (args) => {
    const options = readOptions(command, args);
    if (!options.list) return runCommand(command, options);
    const width = Math.max(...command.checks.map(({ id }) => id.length));
    for (const { id, title } of command.checks)
      if (options.only.includes(id)) console.log(`${id.padEnd(width)}  ${title}`);
    return 0;
  };

async function runCommand<More extends object>(
  { name, interrupted, run }: CheckCommand<More>,
  options: CheckOptions & More,
): Promise<number> {
  const { stack, json, only } = options;
  const checks: ReportedCheck[] = [];
  const write = (text: string) => void process.stdout.write(text);
  const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;
  const table = json ? undefined : new Table(only, write, { colour });
  const begin: BeginChecks = (subject, instead = []) => {
    table?.begin();
    return (result) => {
      if (![result.id, ...instead].some((id) => only.includes(id))) return;
      const check = reported(subject, result);
      checks.push(check);
      table?.add(check);
    };
  };
  const facts = await interruptible(`${name}: ${interrupted}`, (signal) => run(options, begin, signal));
  const summary = summaryOf(checks);
  if (json) write(`${JSON.stringify({ stack, ...facts, summary, checks } satisfies Report, null, 2)}\n`);
  table?.end(stack, summary);
  return summary.failed > 0 ? 1 : 0;
}

/**
 * Parses the command line.
 * @throws UsageError
 */
export function readOptions<More extends object>(
  { name, description, checks, addOptions }: CheckCommand<More>,
  args: readonly string[],
): CheckOptions & More {
  const program = stackCommand(name, description)
    .option("--json", "print the report as JSON", false)
    .option("--only <ids>", "report only these checks, separated by commas", (text) => selected(text, checks))
    .option("--list", "list the checks without running them", false);
  addOptions?.(program);
  parseArguments(program, args);
  const all = { only: checks.map(({ id }) => id) };
  return { stack: program.args[0]!, ...all, ...program.opts<Omit<CheckOptions, "stack" | "only"> & More>() };
}

function selected(text: string, checks: readonly CheckDescription[]): string[] {
  const ids = text.split(",").map((id) => id.trim());
  const known = checks.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return known.filter((id) => ids.includes(id));
  const hints = [`expected checks of ${known.join(", ")}, separated by commas.`, didYouMean(unknown, known)];
  throw new InvalidArgumentError(hints.filter(Boolean).join(" "));
}
