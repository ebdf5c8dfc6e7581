import type { CommanderError } from "commander";

/** The error of a command line in the words of the official CLI. */
export function usageProblem({ code, message }: CommanderError): string {
  const [first = "", second = ""] = [...message.matchAll(/'([^']*)'/g)].map(([, text]) => text!);
  const suggestion = /\(Did you mean (?:one of )?(.*)\?\)/.exec(message)?.[1];
  const hint = suggestion === undefined ? "" : `\n\nDid you mean this?\n\t${suggestion}`;
  switch (code) {
    case "commander.unknownOption":
      return first.startsWith("--")
        ? `unknown flag: ${first}${hint}`
        : `unknown shorthand flag: '${first[1]}' in ${first}`;
    case "commander.unknownCommand":
      return `unknown command "${first}" for "pulumi"${hint}`;
    case "commander.optionMissingArgument":
      return `flag needs an argument: ${/--[\w-]+/.exec(first)?.[0] ?? first}`;
    case "commander.missingArgument":
      return "accepts 1 arg(s), received 0";
    case "commander.excessArguments": {
      const [accepted, received] = [...message.matchAll(/\d+/g)].map(String);
      return `accepts at most ${accepted} arg(s), received ${received}`;
    }
    case "commander.invalidArgument": {
      const reason = message.slice(message.indexOf("is invalid. ") + "is invalid. ".length);
      const choices = /^Allowed choices are (.*)\.$/.exec(reason)?.[1];
      const flag = first.replace(/ [<[].*$/, "");
      return `invalid argument ${JSON.stringify(second)} for "${flag}" flag: ${choices === undefined ? reason : `expected one of ${choices}`}`;
    }
    default:
      return message.replace(/^error: /, "");
  }
}
