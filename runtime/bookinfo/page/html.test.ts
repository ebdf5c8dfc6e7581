import fc from "fast-check";
import { escapeText, html } from "./html";

const decoded = (markup: string) =>
  markup
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&");

test("escapes text in elements and attributes", () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("<", ">", "&", '"', "'", "a", ";") }));
  fc.assert(
    fc.property(text, (value) => {
      expect(escapeText(value)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      expect(decoded(escapeText(value))).toBe(value);
      expect(html`<b title="${value}">${value}</b>`.markup).toBe(
        `<b title="${escapeText(value)}">${escapeText(value)}</b>`,
      );
    }),
  );
});

test("inserts markup unchanged and lists in order, and omits undefined and false", () => {
  const items = ["a", "<"].map((text) => html`<i>${text}</i>`);
  expect(html`${items}${undefined}${false}${0}`.markup).toBe("<i>a</i><i>&lt;</i>0");
});
