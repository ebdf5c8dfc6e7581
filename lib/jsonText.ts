import { randomUUID } from "node:crypto";

/** Starts the text that stands for a BigInt; no value contains it. */
const mark = `integer:${randomUUID()}:`;
const marked = new RegExp(`"${mark}(-?\\d+)"`, "g");

/** JSON, with BigInts as integers. undefined for a value that JSON cannot express, as JSON.stringify returns it. */
export function jsonText(value: unknown): string | undefined {
  let big = false;
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== "bigint") return part;
    big = true;
    return `${mark}${part}`;
  }) as string | undefined;
  return big ? text?.replace(marked, "$1") : text;
}
