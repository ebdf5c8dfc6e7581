import fc from "fast-check";
import { parsePropertyPath } from "./propertyPath";

test.each([
  ["a", ["a"]],
  ["a.b[0].c", ["a", "b", 0, "c"]],
  ['a["b.c"].d', ["a", "b.c", "d"]],
  ['["x\\"y"]', ['x"y']],
  ["a[*].b", ["a[*].b"]],
  ["a[", ["a["]],
])("%s", (path, elements) => {
  expect(parsePropertyPath(path)).toEqual(elements);
});

test("every path that can be written can be read", () => {
  const element = fc.oneof(fc.nat(99), fc.string({ minLength: 1 }));
  fc.assert(
    fc.property(fc.array(element, { minLength: 1 }), (elements) => {
      const escape = (name: string): string => name.replace(/["\\]/g, "\\$&");
      const path = elements.map((e) => (typeof e === "number" ? `[${e}]` : `["${escape(e)}"]`)).join("");
      expect(parsePropertyPath(path)).toEqual(elements);
    }),
  );
});
