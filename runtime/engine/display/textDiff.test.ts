import fc from "fast-check";
import { diffLines } from "./textDiff";

const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 }).map((lines) => lines.join("\n"));

test("the diff contains both texts", () => {
  fc.assert(
    fc.property(text, text, (old, news) => {
      const chunks = diffLines(old, news);
      const without = (kind: string): string =>
        chunks
          .filter((chunk) => chunk.kind !== kind)
          .flatMap(({ lines }) => lines)
          .join("\n");
      expect(without("insert")).toBe(old);
      expect(without("delete")).toBe(news);
      expect(chunks.every((chunk, i) => chunk.kind !== chunks[i + 1]?.kind)).toBe(true);
    }),
  );
});

test("keeps as many lines as possible", () => {
  expect(diffLines("a\nb\nc\nd", "b\nx\nd")).toEqual([
    { kind: "delete", lines: ["a"] },
    { kind: "same", lines: ["b"] },
    { kind: "delete", lines: ["c"] },
    { kind: "insert", lines: ["x"] },
    { kind: "same", lines: ["d"] },
  ]);
});

test("shows huge different texts as changed as a whole", () => {
  const lines = (mark: string): string => Array.from({ length: 20_000 }, (_, i) => `${mark}${i}`).join("\n");
  expect(diffLines(lines("a"), lines("b")).map(({ kind }) => kind)).toEqual(["delete", "insert"]);
});
