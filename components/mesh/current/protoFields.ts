import { showValue } from "../../../lib/showValue";
import { suggestion } from "../../../lib/suggest";
import { z } from "zod";
import { parseDuration } from "../../../lib/duration";

/*
 * The kinds of fields that Istio's messages have in their JSON form. Reading a field gives its canonical form:
 * durations in seconds, and undefined for the value that the message has anyway (protobuf's zero).
 */

/** Text; empty text is protobuf's zero. */
export const text = (allowed = "text", pattern = /^/) =>
  z
    .string({ error: allowed })
    .regex(pattern, { error: allowed })
    .transform((value) => (value === "" ? undefined : value));

/** `HOST:PORT`, or empty for none. */
export const address = () =>
  text(
    'an address HOST:PORT, or "" for none',
    /^$|^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?):\d{1,5}$/,
  );

/** A whole number; 0 is protobuf's zero. */
export const whole = (least = 0, most = 2 ** 31 - 1) =>
  optionalWhole(least, most).transform((value) => (value === 0 ? undefined : value));

/** A whole number of which 0 says something else than nothing (`Int32Value`). */
export function optionalWhole(least = 0, most = 2 ** 31 - 1) {
  const allowed = `a whole number, ${least} to ${most}`;
  return z.int({ error: allowed }).min(least, { error: allowed }).max(most, { error: allowed });
}

/** True or false; false says something else than nothing (`BoolValue`). */
export const flag = () => z.boolean({ error: "true or false" });

/** One of some names, the first of which is protobuf's zero. */
export const choice = <const Names extends readonly [string, ...string[]]>(...names: Names) =>
  z
    .enum(names, { error: `one of ${names.join(", ")}` })
    .transform((value) => (value === names[0] ? undefined : value));

/** A duration in Go's notation. */
export const duration = (least: string, wholeSeconds = false) => {
  const allowed = `a duration of ${least} or more${wholeSeconds ? ", in whole seconds" : ""}, such as "1s" or "1m30s"`;
  return z
    .string({ error: allowed })
    .refine(
      (value) => {
        const length = parseDuration(value);
        if (length === undefined || length < parseDuration(least)!) return false;
        return !wholeSeconds || length % 1e9 === 0;
      },
      { error: allowed },
    )
    .transform(canonicalDuration);
};

/** A list; an empty one is protobuf's zero. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z.array(item, { error: "a list" }).transform((items) => (items.length === 0 ? undefined : items));

/** A mapping of names of one's own; an empty one is protobuf's zero. */
export const names = <Value extends z.ZodType>(value: Value) =>
  z
    .record(z.string(), value, { error: "a mapping" })
    .transform((mapping) => (Object.keys(mapping).length === 0 ? undefined : mapping));

/** Text of which the empty one says something too, as in a mapping of names. */
export const anyText = () => z.string({ error: "text" });

/** A message: each field may be left out, and none is there beside them. */
export const message = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .strictObject(shape, {
      error: (issue) =>
        issue.code === "unrecognized_keys"
          ? (issue.keys as string[]).map((key) => suggestion(key, Object.keys(shape)) ?? "").join("\n")
          : "a mapping of its fields",
    })
    .partial();

/** All that is wrong with a value, one line for each problem, with its path. */
export function problemsOf(schema: z.ZodType, value: unknown): string[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === "unrecognized_keys") {
      const hints = issue.message.split("\n");
      return issue.keys.map(
        (key, index) =>
          `${[...path, key].join(".")}: there is no such field${hints[index] ? `; the nearest is ${hints[index]}` : ""}`,
      );
    }
    const found = issue.path.reduce<unknown>(
      (part, key) => (part as Record<PropertyKey, unknown>)[key],
      value,
    );
    return [
      `${path.length === 0 ? "" : `${path.join(".")}: `}found ${showValue(found)}: allowed is ${issue.message}`,
    ];
  });
}

function canonicalDuration(value: string): string {
  const nanoseconds = parseDuration(value)!;
  const fraction = String(nanoseconds % 1e9)
    .padStart(9, "0")
    .replace(/(000)+$/, "");
  return `${Math.floor(nanoseconds / 1e9)}${fraction === "" ? "" : `.${fraction}`}s`;
}
