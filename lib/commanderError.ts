import type { CommanderError } from "commander";

/** The facts in the message of a {@link CommanderError}, which has no fields for them. */
export interface CommanderFacts {
  code: string;
  /** The texts in quotes: the argument or option, and its value. */
  quoted: readonly string[];
  /** How many arguments were expected and found, if there are too many. */
  expected?: string;
  found?: string;
  /** Why a value is invalid. */
  reason?: string;
  /** The valid values, if they are a list. */
  choices?: string;
  /** The known names that are similar to an unknown one. */
  similar?: string;
  /** The whole message. */
  text: string;
}

/** Reads the message of a wrong command line. */
export function commanderFacts({ code, message }: CommanderError): CommanderFacts {
  const [, expected, found] = /Expected (\d+) arguments? but got (\d+)/.exec(message) ?? [];
  const reason = /is invalid\. (.*)$/s.exec(message)?.[1];
  return {
    code: code.replace(/^commander\./, ""),
    quoted: [...message.matchAll(/'([^']*)'/g)].map(([, text]) => text!),
    expected,
    found,
    reason,
    choices: /^Allowed choices are (.*)\.$/.exec(reason ?? "")?.[1],
    similar: /\(Did you mean (?:one of )?(.*)\?\)/.exec(message)?.[1],
    text: message.replace(/^error: /, ""),
  };
}

/** The long name in an option's flags: `--file` of `-f, --file <path>`. */
export const longNameOf = (flags: string): string => /--[\w-]+/.exec(flags)?.[0] ?? flags;
