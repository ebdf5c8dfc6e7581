import { INTEGER_MARK } from "../jsonText";
import { exact } from "./scalars";

/** One of several values in a text. */
export interface JsonValue {
  value: unknown;
  text: string;
  position: number;
}

/**
 * Reads a text of JSON objects, one after the other, as kubectl does. Integers that a double cannot hold are BigInts.
 * @returns undefined if the text is something else, such as a YAML mapping in braces
 */
export function jsonValues(text: string): JsonValue[] | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const whole = parseJson(text);
  if (whole !== undefined) return [{ value: whole.value, text, position: text.indexOf("{") }];
  const values: JsonValue[] = [];
  for (const [start, end] of objects(text) ?? []) {
    const part = text.slice(start, end);
    const parsed = parseJson(part);
    if (parsed === undefined) return undefined;
    values.push({ value: parsed.value, text: `${part}\n`, position: start });
  }
  return values.length > 1 ? values : undefined;
}

/** The ranges of objects with only white space between them. */
function objects(text: string): [start: number, end: number][] | undefined {
  const ranges: [number, number][] = [];
  let [depth, start] = [0, 0];
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]|[^\s"{}]+/g)) {
    if (token === "{" && depth++ === 0) start = index;
    if (depth === 0) return undefined;
    if (token === "}" && --depth === 0) ranges.push([start, index + 1]);
  }
  return depth === 0 ? ranges : undefined;
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    if (!/\d{16}/.test(text)) return { value: wellFormed(text, JSON.parse(text)) };
    const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
      /^-?\d{16,}$/.test(token) ? JSON.stringify(`${INTEGER_MARK}${token}`) : token,
    );
    const value: unknown = JSON.parse(marked, (_, part: unknown) =>
      typeof part === "string" && part.startsWith(INTEGER_MARK)
        ? integer(part.slice(INTEGER_MARK.length))
        : part,
    );
    return { value: wellFormed(text, value) };
  } catch {
    return undefined;
  }
}

function integer(digits: string): number | bigint {
  const value = BigInt(digits);
  return BigInt.asUintN(64, value) === value || BigInt.asIntN(64, value) === value
    ? exact(value)
    : Number(value);
}

/** Go replaces the escapes of lone surrogates. */
function wellFormed(text: string, value: unknown): unknown {
  return /\\u[dD][89a-fA-F]/.test(text) ? replaced(value) : value;
}

function replaced(value: unknown): unknown {
  if (typeof value === "string") return (value as string & { toWellFormed(): string }).toWellFormed();
  if (Array.isArray(value)) return value.map(replaced);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [replaced(key), replaced(part)]));
}
