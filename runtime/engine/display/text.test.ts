import { displayWidth } from "../../../lib/displayWidth";
import fc from "fast-check";
import { padEnd, quote, sanitize, stripEscapes, truncate } from "./text";

test.each([
  ["plain", 5],
  ["\u001b[31mred\u001b[0m", 3],
  ["日本", 4],
  ["e\u0301", 1],
  ["🚀", 2],
  ["", 0],
])("%j is %d columns wide", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test("truncate cuts to columns and closes colours", () => {
  expect(truncate("\u001b[31mabcdef\u001b[39m", 3)).toBe("\u001b[31mabc\u001b[0m");
  expect(truncate("日本", 3)).toBe("日");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(30), (text, columns) => {
      const cut = truncate(text, columns);
      expect(displayWidth(cut)).toBeLessThanOrEqual(columns);
      expect(text.startsWith(stripEscapes(cut))).toBe(true);
      expect(displayWidth(padEnd(cut, columns))).toBe(columns);
    }),
  );
});

test("sanitize removes everything that a terminal interprets", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("\u001b", "[", "]", "2", "J", "m", "\u0007", "\r", "x", "\n") }),
      (text) => {
        expect(sanitize(text, false)).not.toMatch(/[^\n\tx[\]2Jm]/);
        expect(sanitize(text, true).replace(/\u001b\[[0-9;:]*m/g, "")).not.toMatch(/[\u0007\r]/);
      },
    ),
  );
});

test("quote writes one line that parses to the same text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
      expect(JSON.parse(quote(text))).toBe(text);
    }),
  );
  expect(quote("\u0000\u007f\u2028\u00a0\u200b")).toBe('"\\x00\\x7f\\u2028\\u00a0\\u200b"');
});
