import fc from "fast-check";
import { joinPath, splitPath } from "./propertyPath";

test("a path comes apart into the keys that it was made of", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 5 }),
      (keys) => {
        expect(splitPath(keys.reduce(joinPath, ""))).toEqual(keys);
      },
    ),
  );
  expect(splitPath('a.b[0]["c.d"]')).toEqual(["a", "b", "0", "c.d"]);
});
