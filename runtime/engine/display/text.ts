/** Text as a terminal shows it: widths in columns, cutting and padding that leave colours (SGR sequences) whole. */

const ESCAPE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;

const SGR = /^\u001b\[[0-9;:]*m$/;

const CONTROL = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g;

const PRINTABLE_ASCII = /^[\u0020-\u007e]*$/;

/** Leaves out every terminal escape sequence, colours included. */
export const stripEscapes = (text: string): string =>
  text.includes("\u001b") ? text.replace(ESCAPE, "").replaceAll("\u001b", "") : text;

/**
 * Text from outside (a program, a cluster) made safe for a terminal: no cursor movements, titles or control characters, so
 * that a message can neither hide nor forge lines. Newlines and tabs stay.
 * @param keepColors keep SGR sequences
 */
export function sanitize(text: string, keepColors: boolean): string {
  const withoutEscapes = text.includes("\u001b")
    ? text.replace(ESCAPE, (sequence) => (keepColors && SGR.test(sequence) ? sequence : ""))
    : text;
  const lines = withoutEscapes.replaceAll("\r\n", "\n").replaceAll("\r", "\n").replace(CONTROL, "");
  return keepColors ? lines : lines.replaceAll("\u001b", "");
}

/** As {@link sanitize}, in one line and without colours. */
export const singleLine = (text: string): string => sanitize(text, false).replace(/[\n\t]+/g, " ");

/** The columns that one code point takes: 0 for what combines with its neighbour, 2 for East Asian wide and emoji. */
function codePointWidth(code: number): number {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
  // The rest of the plane is looked up, but for the box drawing of trees.
  if (code < 0x300 || (code >= 0x2500 && code < 0x25fd)) return 1;
  if (isZeroWidth(code)) return 0;
  return isWide(code) ? 2 : 1;
}

function isZeroWidth(code: number): boolean {
  return (
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0x2060 ||
    code === 0xfeff ||
    /\p{M}/u.test(String.fromCodePoint(code))
  );
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x20000 && code <= 0x3fffd) ||
    /\p{Emoji_Presentation}/u.test(String.fromCodePoint(code))
  );
}

/** Columns that the text takes on a terminal; escape sequences take none. */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  const shown = stripEscapes(text);
  if (PRINTABLE_ASCII.test(shown)) return shown.length;
  let width = 0;
  for (const character of shown) width += codePointWidth(character.codePointAt(0)!);
  return width;
}

/** The text cut to at most so many columns; colours that were opened before the cut are closed. */
export function truncate(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let result = "";
  let width = 0;
  let colored = false;
  let index = 0;
  for (const match of [...text.matchAll(ESCAPE), undefined]) {
    const end = match?.index ?? text.length;
    for (const character of text.slice(index, end)) {
      const next = width + codePointWidth(character.codePointAt(0)!);
      if (next > columns) return colored ? `${result}\u001b[0m` : result;
      width = next;
      result += character;
    }
    if (match === undefined) break;
    result += match[0];
    colored = true;
    index = end + match[0].length;
  }
  return result;
}

/** The text with blanks after it, up to so many columns. */
export const padEnd = (text: string, columns: number): string =>
  text + " ".repeat(Math.max(0, columns - displayWidth(text)));

/** The lines of a message without the blank ones at its end. */
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

/** The text in double quotes as Go's `%q` writes it, which is how property values are shown. */
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
