import type { CommanderError } from "commander";
import { commanderFacts, longNameOf } from "../../../lib/commanderError";

/** The error of a command line in the words of the official CLI. */
export function usageProblem(error: CommanderError): string {
  const { code, quoted, expected, found, reason, choices, similar, text } = commanderFacts(error);
  const [first = "", second = ""] = quoted;
  const hint = similar === undefined ? "" : `\n\nDid you mean this?\n\t${similar}`;
  switch (code) {
    case "unknownOption":
      return first.startsWith("--")
        ? `unknown flag: ${first}${hint}`
        : `unknown shorthand flag: '${first[1]}' in ${first}`;
    case "unknownCommand":
      return `unknown command "${first}" for "pulumi"${hint}`;
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
