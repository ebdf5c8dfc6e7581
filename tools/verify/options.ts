import { Command, InvalidArgumentError } from "commander";
import { parseArguments } from "../usage";
import type { Check } from "./check";

/** What was asked for on the command line. */
export interface Options {
  stack: string;
  json: boolean;
  list: boolean;
  /** The checks to make, in their order. */
  checks: readonly Check[];
  timeoutMs: number;
}

/** Seconds that a condition may take to come true. */
const TIMEOUT = 60;

/**
 * Reads the command line.
 * @param checks those that there are
 * @throws UsageError after it has said on standard error what is wrong, or on standard output what was asked
 */
export function readOptions(args: readonly string[], checks: readonly Check[]): Options {
  const program = new Command("verify")
    .description("Checks a stack that is up: what the manual checks by hand.")
    .argument("[stack]", "the stack", "dev")
    .option("--json", "print the report as JSON")
    .option("--only <ids>", "make only these checks, separated by commas", (ids) => chosen(ids, checks))
    .option("--list", "list the checks and make none")
    .option("--timeout <seconds>", "how long a condition may take to come true", seconds, TIMEOUT);
  parseArguments(program, args);
  const { json, list, only, timeout } = program.opts<{
    json?: true;
    list?: true;
    only?: readonly Check[];
    timeout: number;
  }>();
  return {
    stack: program.args[0] ?? "dev",
    json: json ?? false,
    list: list ?? false,
    checks: only ?? checks,
    timeoutMs: timeout * 1000,
  };
}

function chosen(text: string, checks: readonly Check[]): readonly Check[] {
  const ids = text.split(",").map((id) => id.trim());
  const unknown = ids.filter((id) => !checks.some((check) => check.id === id));
  if (unknown.length === 0) return checks.filter(({ id }) => ids.includes(id));
  throw new InvalidArgumentError(
    `there is no check ${unknown.join(", ")}; there are: ${checks.map(({ id }) => id).join(", ")}`,
  );
}

function seconds(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 3600) return value;
  throw new InvalidArgumentError("allowed: whole seconds from 1 to 3600");
}
