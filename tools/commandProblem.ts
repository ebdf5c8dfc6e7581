import type { Command, CommanderError } from "commander";
import { didYouMean } from "../lib/suggest";

/** The error of a command line in the words of this project: `OPTION: found VALUE; expected WHAT.` */
export function commandProblem({ code, message }: CommanderError, command: Command): string {
  const quoted = [...message.matchAll(/'([^']*)'/g)].map(([, text]) => text!);
  const [first = "", value = ""] = quoted;
  switch (code) {
    case "commander.missingArgument":
      return `${first}: found nothing; expected ${describedArgument(command, first)}.`;
    case "commander.unknownOption": {
      const known = command.options.filter(({ hidden }) => !hidden).map(({ long, short }) => long ?? short!);
      const hint = didYouMean(first, known);
      return `${first}: found an unknown option; expected one of ${known.join(", ")}.${hint === undefined ? "" : ` ${hint}`}`;
    }
    case "commander.optionMissingArgument":
      return `${longOf(first)}: found no value; expected ${/<(.*)>/.exec(first)?.[1] ?? "one"}.`;
    case "commander.missingMandatoryOptionValue":
      return `${longOf(first)}: found nothing; expected ${first}.`;
    case "commander.excessArguments": {
      const [expected, found] = [...message.matchAll(/\d+/g)].map(String);
      return `arguments: found ${found}; expected ${expected}.`;
    }
    case "commander.invalidArgument": {
      const choices = /Allowed choices are (.*)\.$/.exec(message)?.[1];
      const own = message.slice(message.indexOf("is invalid. ") + "is invalid. ".length);
      const expected = choices === undefined ? own : `expected one of ${choices}.`;
      return `${longOf(first)}: found ${JSON.stringify(value)}; ${expected}`;
    }
    default:
      return message.replace(/^error: /, "");
  }
}

const longOf = (flags: string): string => /--[\w-]+/.exec(flags)?.[0] ?? flags;

const describedArgument = (command: Command, name: string): string =>
  command.registeredArguments.find((argument) => argument.name() === name)?.description ?? "a value";
