import fc from "fast-check";
import {
  formatPropertyPath,
  joinPath,
  parsePathOrKey,
  parsePropertyPath,
  pathContains,
  type PropertyPath,
} from "./propertyPath";

describe("parsePropertyPath", () => {
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

  it.each(["", ".", ".a", "a..b", "a.", "a[", "a[x]", 'a["b]'])("rejects %j", (text) => {
    expect(() => parsePropertyPath(text)).toThrow(/is not a property path/);
  });

  it("parses every formatted path", () => {
    const element = fc.oneof(fc.string({ minLength: 1 }), fc.nat());
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.array(element), (first, rest) => {
        const path = [first, ...rest];
        expect(parsePropertyPath(formatPropertyPath(path))).toEqual(path);
        expect(parsePropertyPath(path.reduce<string>(joinPath, ""))).toEqual(path);
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

test("a wildcard index can be disabled, a key named * cannot", () => {
  expect(() => parsePropertyPath("a[*]", { wildcards: false })).toThrow(/"\*" is not a list index/);
  expect(parsePropertyPath('a["*"].*', { wildcards: false })).toEqual(["a", "*", "*"]);
});

test("formatPropertyPath quotes all keys but words, joinPath only those that need it", () => {
  const path: PropertyPath = ["spec", "app-name", "b.c", 0, 'd"e', ""];
  expect(formatPropertyPath(path)).toBe('spec["app-name"]["b.c"][0]["d\\"e"][""]');
  expect(path.reduce<string>(joinPath, "")).toBe('spec.app-name["b.c"][0]["d\\"e"][""]');
});

describe("parsePathOrKey without wildcards, for a provider's detailed diff", () => {
  const parse = (text: string): PropertyPath => parsePathOrKey(text, { wildcards: false });
  test.each([
    ["a", ["a"]],
    ["a.b[0].c", ["a", "b", 0, "c"]],
    ['a["b.c"].d', ["a", "b.c", "d"]],
    ['["x\\"y"]', ['x"y']],
    ["a[*].b", ["a[*].b"]],
    ["a[", ["a["]],
    ["", []],
  ])("%s", (path, elements) => {
    expect(parse(path)).toEqual(elements);
  });

  test("parses every path of quoted keys and indexes", () => {
    const element = fc.oneof(fc.nat(99), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(fc.array(element, { minLength: 1 }), (elements) => {
        const escape = (name: string): string => name.replace(/["\\]/g, "\\$&");
        const path = elements.map((e) => (typeof e === "number" ? `[${e}]` : `["${escape(e)}"]`)).join("");
        expect(parse(path)).toEqual(elements);
      }),
    );
  });
});

test("parsePathOrKey splits a path into the keys that joinPath joined", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 5 }),
      (keys) => {
        expect(parsePathOrKey(keys.reduce(joinPath, ""))).toEqual(keys);
      },
    ),
  );
  expect(parsePathOrKey('a.b[0]["c.d"]')).toEqual(["a", "b", 0, "c.d"]);
});
