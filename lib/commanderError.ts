import type { CommanderError } from "commander";

/** Reads the facts in the message of a wrong command line: the error has no fields for them. */
export function commanderFacts({ code, message }: CommanderError) {
  const [, expected, found] = /Expected (\d+) arguments? but got (\d+)/.exec(message) ?? [];
  const reason = /is invalid\. (.*)$/s.exec(message)?.[1];
  return {
    code: code.replace(/^commander\./, ""),
    /** The texts in quotes: the argument or option, and its value. */
    quoted: [...message.matchAll(/'([^']*)'/g)].map(([, text]) => text!),
    /** How many arguments were expected and found, if there are too many. */
    expected,
    found,
    /** Why a value is invalid. */
    reason,
    /** The valid values, if they are a list. */
    choices: /^Allowed choices are (.*)\.$/.exec(reason ?? "")?.[1],
    /** The known names that are similar to an unknown one. */
    similar: /\(Did you mean (?:one of )?(.*)\?\)/.exec(message)?.[1],
    /** The whole message. */
    text: message.replace(/^error: /, ""),
  };
}

/** The long name in an option's flags: `--file` of `-f, --file <path>`. */
export const longNameOf = (flags: string): string => /--[\w-]+/.exec(flags)?.[0] ?? flags;
