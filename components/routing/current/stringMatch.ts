import { fields, type Check } from "../problems";
import { someText, text } from "../values";
import { regex } from "./values";

/** How a text is matched: as a whole, by its beginning, or as a whole by a regular expression of RE2. */
export type StringMatch = { exact: string } | { prefix: string } | { regex: string };

interface Ways {
  exact?: string;
  prefix?: string;
  regex?: string;
}

const ways = ["exact", "prefix", "regex"] as const;

/** A match by one of the three. */
export const stringMatch: Check = fields<Ways>(
  { exact: text, prefix: someText, regex },
  { exactlyOne: [ways] },
);

/** A match of a path: any path begins with the empty text. */
export const pathMatch: Check = fields<Ways>({ exact: text, prefix: text, regex }, { exactlyOne: [ways] });

/** A match by one of the three; by none it says that the text is there at all. */
export const presenceMatch: Check = fields<Ways>(
  { exact: text, prefix: someText, regex },
  { atMostOne: [ways] },
);
