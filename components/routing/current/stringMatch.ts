import { fields, isMapping, type Check } from "../problems";
import { someText, text } from "../values";
import { regex } from "./values";

/** A match of a whole string, a prefix, or a whole string by an RE2 regular expression. */
export type StringMatch = { exact: string } | { prefix: string } | { regex: string };

interface Ways {
  exact?: string;
  prefix?: string;
  regex?: string;
}

const ways = ["exact", "prefix", "regex"] as const;

export const stringMatch: Check = fields<Ways>(
  { exact: text, prefix: someText, regex },
  { exactlyOne: [ways] },
);

/** A path match; an empty prefix matches every path. */
export const pathMatch: Check = fields<Ways>({ exact: text, prefix: text, regex }, { exactlyOne: [ways] });

/** A string match; without fields it matches any present value. */
export const presenceMatch: Check = fields<Ways>(
  { exact: text, prefix: someText, regex },
  { atMostOne: [ways] },
);

/** A match of a header that must not have it; the regular expression `*` matches any present value. */
export const absenceMatch: Check = (value, path) =>
  isMapping(value) && value.regex === "*" && Object.keys(value).length === 1
    ? []
    : presenceMatch(value, path);
