import { randomUUID } from "node:crypto";

/** The prefix of texts that represent BigInts, which JSON.parse and JSON.stringify do not support. No value contains it. */
export const INTEGER_MARK = `integer:${randomUUID()}:`;
const marked = new RegExp(`"${INTEGER_MARK}(-?\\d+)"`, "g");

/** JSON, with BigInts as integers. undefined for a value that JSON cannot express, as JSON.stringify returns it. */
export function jsonText(value: unknown): string | undefined {
  let big = false;
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== "bigint") return part;
    big = true;
    return `${INTEGER_MARK}${part}`;
  }) as string | undefined;
  return big ? text?.replace(marked, "$1") : text;
}
