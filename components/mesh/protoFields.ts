import { z } from "zod";
import { parseDuration } from "../../lib/duration";
import { showValue } from "../../lib/problemText";
import { valueAt } from "../../lib/schemaProblems";
import { didYouMean } from "../../lib/suggest";

/*
 * The types of fields in the JSON form of Istio's messages. Parsing a field returns its canonical form: durations in
 * seconds, and undefined for protobuf's zero value, which a message has anyway.
 */

/** Text that a predicate accepts; empty text is protobuf's zero. */
const textThat = (fits: (value: string) => boolean, expected: string) =>
  z
    .string({ error: expected })
    .refine(fits, { error: expected })
    .transform((value) => (value === "" ? undefined : value));

/** Text; empty text is protobuf's zero. */
export const text = (expected = "text", pattern = /^/) => textThat((value) => pattern.test(value), expected);

/** `HOST:PORT`, or empty for none. */
export const address = () =>
  textThat((value) => value === "" || isAddress(value), 'an address HOST:PORT, or "" for none');

/** `HOST:PORT`. */
export const requiredAddress = () => textThat(isAddress, "an address HOST:PORT");

function isAddress(value: string): boolean {
  const match = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?):(\d{1,5})$/.exec(value);
  return match !== null && Number(match[1]) >= 1 && Number(match[1]) <= 65535;
}

/** An integer; 0 is protobuf's zero. */
export const whole = (least = 0, most = 2 ** 31 - 1) =>
  optionalWhole(least, most).transform((value) => (value === 0 ? undefined : value));

/** An integer for which 0 differs from an absent value (`Int32Value`). */
export function optionalWhole(least = 0, most = 2 ** 31 - 1) {
  const expected = `an integer, ${least} to ${most}`;
  return z.int({ error: expected }).min(least, { error: expected }).max(most, { error: expected });
}

/** A boolean for which false differs from an absent value (`BoolValue`). */
export const flag = () => z.boolean({ error: "true or false" });

/** One of the names; the first is protobuf's zero. */
export const choice = <const Names extends readonly [string, ...string[]]>(...names: Names) =>
  z
    .enum(names, { error: `one of ${names.join(", ")}` })
    .transform((value) => (value === names[0] ? undefined : value));

/** A duration in Go's notation. */
export const duration = (least: string, { most, wholeSeconds = false }: DurationRange = {}) => {
  const range = most === undefined ? `${least} or more` : `${least} to ${most}`;
  const expected = `a duration of ${range}${wholeSeconds ? ", in whole seconds" : ""}, such as "1s" or "1m30s"`;
  return z
    .string({ error: expected })
    .refine(
      (value) => {
        const length = parseDuration(value);
        if (length === undefined || length < parseDuration(least)!) return false;
        if (most !== undefined && length > parseDuration(most)!) return false;
        return !wholeSeconds || length % 1e9 === 0;
      },
      { error: expected },
    )
    .transform(canonicalDuration);
};

interface DurationRange {
  /** Default: no limit. */
  most?: string;
  /** Default false. */
  wholeSeconds?: boolean;
}

/** A list; an empty one is protobuf's zero. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z.array(item, { error: "a list" }).transform((items) => (items.length === 0 ? undefined : items));

/** A mapping with arbitrary keys; an empty one is protobuf's zero. */
export const names = <Value extends z.ZodType>(value: Value) =>
  z
    .record(z.string(), value, { error: "a mapping" })
    .transform((mapping) => (Object.keys(mapping).length === 0 ? undefined : mapping));

/** Text for which "" differs from an absent value, such as in a mapping. */
export const anyText = () => z.string({ error: "text" });

/** A message: every field is optional, and other fields are errors. */
export const message = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .strictObject(shape, {
      error: (issue) =>
        issue.code === "unrecognized_keys"
          ? (issue.keys as string[]).map((key) => didYouMean(key, Object.keys(shape)) ?? "").join("\n")
          : "a mapping of its fields",
    })
    .partial();

/**
 * Renames fields in the spelling of protobuf's definition (`drain_duration`) to that of its JSON form (`drainDuration`).
 * Readers of protobuf's JSON accept both. A field in both spellings keeps both, which is an error of the message.
 */
export function withJsonNames(schema: z.ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional) return withJsonNames(schema.unwrap() as z.ZodType, value);
  if (schema instanceof z.ZodPipe) return withJsonNames(schema.in as z.ZodType, value);
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.map((item) => withJsonNames(schema.element as z.ZodType, item));
  if (!(schema instanceof z.ZodObject) || typeof value !== "object" || value === null || Array.isArray(value))
    return value;
  const shape = schema.shape as Record<string, z.ZodType>;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      const name = key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
      const known = Object.hasOwn(shape, name) && (name === key || !Object.hasOwn(value, name)) ? name : key;
      return [known, Object.hasOwn(shape, known) ? withJsonNames(shape[known]!, field) : field];
    }),
  );
}

/** All problems of a value, one line each, with its path. */
export function problemsOf(schema: z.ZodType, value: unknown): string[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === "unrecognized_keys") {
      const hints = issue.message.split("\n");
      return issue.keys.map((key, index) =>
        `${[...path, key].join(".")}: found an unknown field. ${hints[index]}`.trimEnd(),
      );
    }
    const found = valueAt(value, issue.path);
    const prefix = path.length === 0 ? "" : `${path.join(".")}: `;
    return [`${prefix}found ${showValue(found)}; expected ${issue.message}`];
  });
}

/** Protobuf prints durations in seconds, with 0, 3, 6 or 9 decimals. */
function canonicalDuration(value: string): string {
  const nanoseconds = parseDuration(value)!;
  const fraction = String(nanoseconds % 1e9)
    .padStart(9, "0")
    .replace(/(000)+$/, "");
  return `${Math.floor(nanoseconds / 1e9)}${fraction === "" ? "" : `.${fraction}`}s`;
}
