import { isMapping } from "../../../lib/mapping";
import { fields, oneField, type Check } from "../problems";
import { someText, text } from "../values";
import { regex } from "./values";

/** A match of a whole string, a prefix, or a whole string by an RE2 regular expression. */
type StringMatch = { exact: string } | { prefix: string } | { regex: string };

const ways = { exact: text, prefix: someText, regex };

export const stringMatch: Check<StringMatch> = oneField(ways);

/** A path match; an empty prefix matches every path. */
export const pathMatch: Check<StringMatch> = oneField({ ...ways, prefix: text });

/** A string match; without fields it matches any present value. */
export const presenceMatch = fields(ways, { atMostOne: [["exact", "prefix", "regex"]] }) as Check<
  StringMatch | Record<string, never>
>;

/** A match of a header that must not have it; the regular expression `*` matches any present value. */
export const absenceMatch: typeof presenceMatch = (value, path) =>
  isMapping(value) && value.regex === "*" && Object.keys(value).length === 1
    ? []
    : presenceMatch(value, path);
