import type { z } from "zod";

/**
 * What an input must be, for an issue without a message in the schema. The text omits the value that was found, which may
 * be a secret.
 */
export function issueWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${types[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.map(String).join(", ")}`;
    case "too_small":
      if (isSized(issue.origin) && issue.minimum === 1) return "must not be empty";
      return `must ${limit(issue.origin, `${issue.minimum} or more`, `more than ${issue.minimum}`, issue.inclusive)}`;
    case "too_big":
      return `must ${limit(issue.origin, `${issue.maximum} or less`, `less than ${issue.maximum}`, issue.inclusive)}`;
    case "invalid_format":
      return "must have another format";
    default:
      return "must have another value";
  }
}

const types: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "a map",
  record: "a map",
  string: "a string",
};

const units: Readonly<Record<string, string>> = { array: "entries", string: "characters" };

const isSized = (origin: string): boolean => origin in units;

function limit(origin: string, inclusive: string, exclusive: string, isInclusive = true): string {
  const range = isInclusive ? inclusive : exclusive;
  return isSized(origin) ? `have ${range} ${units[origin]}` : `be ${range}`;
}
