import { InvalidArgumentError } from "commander";
import { parseArguments, stackCommand } from "../usage";
import type { Check } from "./check";

/** The options of the command line. */
export interface Options {
  stack: string;
  json: boolean;
  list: boolean;
  /** The checks to run, in order. */
  checks: readonly Check[];
  timeoutMs: number;
}

/** The default timeout of a condition, in seconds. */
const TIMEOUT = 60;

/**
 * Parses the command line.
 * @param checks all checks
 * @throws UsageError
 */
export function readOptions(args: readonly string[], checks: readonly Check[]): Options {
  const program = stackCommand("verify", "Checks the running environment of a stack.")
    .option("--json", "print the report as JSON")
    .option("--only <ids>", "run only these checks, separated by commas", (ids) => selected(ids, checks))
    .option("--list", "list the checks without running them")
    .option("--timeout <seconds>", "how long to wait for a condition", seconds, TIMEOUT);
  parseArguments(program, args);
  const { json, list, only, timeout } = program.opts<{
    json?: true;
    list?: true;
    only?: readonly Check[];
    timeout: number;
  }>();
  return {
    stack: program.args[0]!,
    json: json ?? false,
    list: list ?? false,
    checks: only ?? checks,
    timeoutMs: timeout * 1000,
  };
}

function selected(text: string, checks: readonly Check[]): readonly Check[] {
  const ids = text.split(",").map((id) => id.trim());
  const unknown = ids.filter((id) => !checks.some((check) => check.id === id));
  if (unknown.length === 0) return checks.filter(({ id }) => ids.includes(id));
  throw new InvalidArgumentError(
    `expected checks of ${checks.map(({ id }) => id).join(", ")}, separated by commas.`,
  );
}

function seconds(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 3600) return value;
  throw new InvalidArgumentError("expected an integer of seconds from 1 to 3600.");
}
