import { displayWidth } from "../../../lib/displayWidth";

/** Escape sequences of terminals: colours, cursor movements, titles. */

const ESCAPE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;

const SGR = /^\u001b\[[0-9;:]*m$/;

const CONTROL = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g;

/** Removes all escape sequences, including colours. */
export const stripEscapes = (text: string): string =>
  text.includes("\u001b") ? text.replace(ESCAPE, "").replaceAll("\u001b", "") : text;

/**
 * Makes a message of a program or cluster safe for a terminal: removes cursor movements, titles and control
 * characters, so that it cannot hide or forge lines. Keeps newlines and tabs.
 * @param keepColors keep SGR sequences
 */
export function sanitize(text: string, keepColors: boolean): string {
  const withoutEscapes = text.includes("\u001b")
    ? text.replace(ESCAPE, (sequence) => (keepColors && SGR.test(sequence) ? sequence : ""))
    : text;
  const lines = withoutEscapes.replaceAll("\r\n", "\n").replaceAll("\r", "\n").replace(CONTROL, "");
  return keepColors ? lines : lines.replaceAll("\u001b", "");
}

/** Like {@link sanitize}, in one line and without colours. */
export const singleLine = (text: string): string => sanitize(text, false).replace(/[\n\t]+/g, " ");

const GRAPHEMES = new Intl.Segmenter();

/** Cuts the text to a number of columns and closes open colours. */
export function truncate(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let result = "";
  let width = 0;
  let colored = false;
  let index = 0;
  for (const match of [...text.matchAll(ESCAPE), undefined]) {
    const end = match?.index ?? text.length;
    for (const { segment } of GRAPHEMES.segment(text.slice(index, end))) {
      const next = width + displayWidth(segment);
      if (next > columns) return colored ? `${result}\u001b[0m` : result;
      width = next;
      result += segment;
    }
    if (match === undefined) break;
    result += match[0];
    colored = true;
    index = end + match[0].length;
  }
  return result;
}

/** Pads the text with blanks to a number of columns. */
export const padEnd = (text: string, columns: number): string =>
  text + " ".repeat(Math.max(0, columns - displayWidth(text)));

/** Splits a message into lines and removes blank lines at the end. */
export function messageLines(message: string): string[] {
  const lines = message.split("\n");
  while (lines.length > 0 && stripEscapes(lines.at(-1)!).trim() === "") lines.pop();
  return lines;
}

const ESCAPED: Record<string, string> = {
  '"': '\\"',
  "\\": "\\\\",
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/** Quotes the text like Go's `%q`, which is how property values are shown. */
export function quote(text: string): string {
  const escaped = text.replace(
    /["\\\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu,
    (character) => {
      const short = ESCAPED[character];
      if (short !== undefined) return short;
      const code = character.codePointAt(0)!;
      if (code < 0x80) return `\\x${code.toString(16).padStart(2, "0")}`;
      return code < 0x10000
        ? `\\u${code.toString(16).padStart(4, "0")}`
        : `\\U${code.toString(16).padStart(8, "0")}`;
    },
  );
  return `"${escaped}"`;
}
