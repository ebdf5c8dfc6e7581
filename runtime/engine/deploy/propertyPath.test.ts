import fc from "fast-check";
import { Secret } from "../../protocol/values";
import { formatPropertyPath, parsePropertyPath, pathContains, resetProperty } from "./propertyPath";

describe("a property path", () => {
  it.each([
    ["root", ["root"]],
    ["root.nested", ["root", "nested"]],
    ['root["key with.dots"]', ["root", "key with.dots"]],
    ['["root key"].nested[0].*', ["root key", "nested", 0, "*"]],
    ["list[*].name", ["list", "*", "name"]],
    ['a["say \\"hi\\""]', ["a", 'say "hi"']],
  ])("%s", (text, path) => {
    expect(parsePropertyPath(text)).toEqual(path);
  });

  it.each(["", ".a", "a..b", "a.", "a[", "a[x]", 'a["b]'])("refuses %j", (text) => {
    expect(() => parsePropertyPath(text)).toThrow(/is not a property path/);
  });

  it("reads what it writes", () => {
    const element = fc.oneof(fc.string({ minLength: 1 }), fc.nat());
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.array(element), (first, rest) => {
        const path = [first, ...rest];
        expect(parsePropertyPath(formatPropertyPath(path))).toEqual(path);
      }),
    );
  });

  it.each([
    ["spec", "spec.replicas", true],
    ["spec.replicas", "spec", false],
    ["list[*].name", "list[3].name", true],
    ["*", "anything.at.all", true],
    ["spec.a", "spec.b", false],
  ])("%s contains %s: %s", (path, other, contains) => {
    expect(pathContains(parsePropertyPath(path), parsePropertyPath(other))).toBe(contains);
  });
});

describe("resetting a property", () => {
  const olds = {
    value: "old",
    more: { a: 1, b: 1 },
    list: [{ n: 1 }, { n: 2 }],
    hidden: new Secret({ x: 1 }),
  };
  it.each([
    ["value", { value: "new" }, { value: "old" }],
    ["more.a", { more: { a: 2, b: 2 } }, { more: { a: 1, b: 2 } }],
    ["more.c", { more: { c: 3 } }, { more: {} }],
    ["absent", { other: 1 }, { other: 1 }],
    ["value", {}, { value: "old" }],
    ["more.a", {}, { more: { a: 1 } }],
    ["list[*].n", { list: [{ n: 5 }, { n: 6 }, { n: 7 }] }, { list: [{ n: 1 }, { n: 2 }, { n: 7 }] }],
    ["list[1].n", { list: [{ n: 5 }, { n: 6 }] }, { list: [{ n: 5 }, { n: 2 }] }],
    ["hidden.x", { hidden: new Secret({ x: 9, y: 9 }) }, { hidden: new Secret({ x: 1, y: 9 }) }],
    ["*", { value: 1, extra: 2 }, olds],
  ])("%s of %j", (path, news, expected) => {
    expect(resetProperty(parsePropertyPath(path), olds, news)).toEqual(expected);
  });

  it.each([
    ["value.deep", { value: "new" }],
    ["list[5]", { list: [1, 2, 3, 4, 5, 6] }],
    ["more[0]", { more: { a: 1 } }],
  ])("cannot be done where %s leads through something else", (path, news) => {
    expect(resetProperty(parsePropertyPath(path), olds, news)).toBeUndefined();
  });

  it("leaves what it is given as it is", () => {
    const news = { more: { a: 2 } };
    resetProperty(["more", "a"], olds, news);
    expect(news).toEqual({ more: { a: 2 } });
  });
});
