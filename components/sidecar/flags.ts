import { InvalidArgumentError, Option } from "commander";

/** A flag as in Go's command lines: `--debug`, `--debug=true`, `--debug=false`. */
export function booleanOption(flag: string, description: string): Option {
  return new Option(`${flag} [true|false]`, description).preset("true").argParser(trueOrFalse);
}

/** A flag whose value is a whole number of 0 or more. */
export function wholeOption(flag: string, description: string): Option {
  return new Option(flag, description).argParser(wholeNumber);
}

function trueOrFalse(text: string): boolean {
  if (["1", "t", "T", "true", "True", "TRUE"].includes(text)) return true;
  if (["0", "f", "F", "false", "False", "FALSE"].includes(text)) return false;
  throw new InvalidArgumentError("Allowed is true or false.");
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Allowed is a whole number of 0 or more.");
  return Number(text);
}
