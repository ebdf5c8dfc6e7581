import fc from "fast-check";
import {
  Archive,
  Asset,
  OutputValue,
  type PropertyMap,
  type PropertyValue,
  ResourceReference,
  Secret,
  UNKNOWN,
} from "../../protocol/values";
import { createPalette } from "./colors";
import { translateDetailedDiff } from "./detailedDiff";
import { renderObject, renderObjectDiff } from "./objectDiff";
import { step } from "../../../test/support/engine/events";
import { stripEscapes } from "./text";
import { diffObjects } from "./valueDiff";

const palette = createPalette(false);
const object = (properties: PropertyMap, showSecrets = false): string[] =>
  renderObject(properties, { palette, indent: 1, op: "create", prefix: false, showSecrets }).split("\n");
const difference = (olds: PropertyMap, news: PropertyMap): string[] => {
  const diff = diffObjects(olds, news);
  return diff ? renderObjectDiff(diff, { palette, indent: 1 }).split("\n") : [];
};

const key = fc.stringMatching(/^[a-z]{1,6}$/);
const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(UNKNOWN));
const tree = fc.letrec<{ value: PropertyValue; map: PropertyMap }>((tie) => ({
  value: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("value"), { maxLength: 3 }), tie("map")),
  map: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

test("equal maps have no diff", () => {
  fc.assert(fc.property(tree.map, (map) => expect(difference(map, structuredCloneOf(map))).toEqual([])));
});
/** An equal copy of the map. */
function structuredCloneOf(value: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(value).map(([k, v]): [string, PropertyValue] => [k, clone(v)]));
}
function clone(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return value.map(clone);
  return value !== null && typeof value === "object" && value !== UNKNOWN
    ? structuredCloneOf(value as PropertyMap)
    : value;
}

test("shows every changed path with its mark", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(key, fc.nat(2)), { minLength: 1, maxLength: 6 }),
      tree.map,
      (rest, other) => {
        const path = ["root", ...rest];
        const nest = (end: PropertyValue): PropertyMap =>
          path.reduceRight<PropertyValue>(
            (inner, part) =>
              typeof part === "number"
                ? [...Array<PropertyValue>(part).fill("same"), inner]
                : { [part]: inner },
            end,
          ) as PropertyMap;
        const lines = difference({ ...other, ...nest(1) }, { ...other, ...nest(2) });
        const titles = lines
          .filter((line) => /^ *~ /.test(line))
          .map((line) => line.trim().slice(2).split(/ *: /)[0]);
        expect(titles).toEqual(path.map((part) => (typeof part === "number" ? `[${part}]` : part)));
        expect(lines.join("\n")).toContain(": 1 => 2");
      },
    ),
  );
});

test("never shows a secret, wherever it is nested", () => {
  const marked = fc.letrec<{ value: PropertyValue; map: PropertyMap }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      leaf,
      tie("value").map((inner) => new Secret([inner, "s3cr3t"])),
      fc.constant(new Secret("s3cr3t")),
      fc.constant(new Secret('{"password": "s3cr3t"}')),
      fc.constant(new OutputValue("s3cr3t", true, [])),
      fc.array(tie("value"), { maxLength: 3 }),
      tie("map"),
    ),
    map: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  }));
  fc.assert(
    fc.property(marked.map, marked.map, fc.array(key, { maxLength: 3 }), (olds, news, path) => {
      const diffs = { [path.join(".") || "a"]: { kind: "update" as const, inputDiff: true } };
      const detailed = translateDetailedDiff(
        { ...step("update", "x", { inputs: news, old: { inputs: olds } }), detailedDiff: diffs },
        false,
      );
      const text = [
        ...object(olds),
        ...difference(olds, news),
        renderObjectDiff(detailed!, { palette, indent: 1 }),
      ].join("\n");
      expect(text).not.toContain("s3cr3t");
    }),
  );
});

test("shows secrets with showSecrets", () => {
  expect(object({ a: new Secret("x"), b: new Secret({ c: 1 }), d: new Secret(UNKNOWN) }, true)).toEqual([
    '    a: "x"',
    "    b: {",
    "        c: 1",
    "    }",
    "    d: [unknown]",
    "",
  ]);
});

test.each<[string, PropertyMap, string[]]>([
  ["keys are aligned, in the order of their bytes", { b: 1, Abc: true }, ["Abc: true", "b  : 1"]],
  [
    "internal properties are hidden, null and empty ones are not",
    { a: null, __x: 1, b: "", c: [], d: {} },
    ["a  : <null>", 'b  : ""', "c  : []", "d  : {}"],
  ],
  ["strings are quoted", { a: 'say "x"\n\t\u0001é😀' }, ['a: "say \\"x\\"\\n\\t\\x01é😀"']],
  [
    "numbers are formatted like in Go",
    {
      a: 1e21,
      b: 0.00001,
      c: 0.5,
      d: 1000000,
      e: 123456.5,
      f: -1234567.5,
      g: Infinity,
      h: -Infinity,
      i: NaN,
    },
    [
      "a: 1000000000000000000000",
      "b: 1e-05",
      "c: 0.5",
      "d: 1000000",
      "e: 123456.5",
      "f: -1.2345675e+06",
      "g: +Inf",
      "h: -Inf",
      "i: NaN",
    ],
  ],
  [
    "JSON in a string is shown as a document",
    { a: '{"x": [1]}' },
    ["a: (json) {", "    x: [", "        [0]: 1", "    ]", "}", ""],
  ],
  [
    "YAML in a string is shown as a document",
    { a: "x: 1\ny: [z]\n" },
    ["a: (yaml) {", "    x: 1", "    y: [", '        [0]: "z"', "    ]", "}", ""],
  ],
  ["a sentence with a colon is not YAML", { a: "it says: {never mind" }, ['a: "it says: {never mind"']],
  [
    "assets and archives",
    {
      a: new Asset({ text: "one\ntwo", hash: "0123456789" }),
      b: new Asset({ path: "./x", hash: "0123456789" }),
      c: new Archive({
        assets: { "x.js": new Asset({ uri: "https://x/y", hash: "aaa" }) },
        hash: "bbbbbbbbb",
      }),
    },
    [
      "a: asset(text:0123456) {",
      "    one",
      "    two",
      "}",
      "b: asset(file:0123456) { ./x }",
      "c: archive(assets:bbbbbbb) {",
      '    "x.js": asset(uri:aaa) { https://x/y }',
      "}",
    ],
  ],
  [
    "references",
    { a: new ResourceReference("urn:x", UNKNOWN, "1.0") },
    ["a: {", '    URN: "urn:x"', "    ID : [unknown]", '    PackageVersion: "1.0"', "}"],
  ],
])("%s", (_, properties, lines) => {
  expect(object(properties)).toEqual([...lines.map((line) => (line === "" ? "" : `    ${line}`)), ""]);
});

test.each<[string, PropertyValue, PropertyValue, string[]]>([
  [
    "lists by index",
    ["a", "b", "c"],
    ["a", "x"],
    ["~ v: [", '        [0]: "a"', '      ~ [1]: "b" => "x"', '      - [2]: "c"', "    ]"],
  ],
  ["type", 1, { a: 1 }, ["- v: 1", "+ v: {", "      + a: 1", "    }"]],
  ["a value to unknown", "a", UNKNOWN, ['~ v: "a" => [unknown]']],
  ["secrets", new Secret("a"), new Secret("b"), ["~ v: [secret] => [secret]"]],
  [
    "multi-line texts, by lines with context",
    "a\nb\nc\nd\ne\nf\ng\nh\ni",
    "a\nb\nc\nd\nX\nf\ng\nh\ni",
    [
      "~ v: ",
      "        ...",
      "        c",
      "        d",
      "      - e",
      "      + X",
      "        f",
      "        g",
      "        ...",
    ],
  ],
  [
    "JSON in strings",
    '{"a": 1, "b": 2}',
    '{"a": 1, "b": 3}',
    ["~ v: (json) {", "        a: 1", "      ~ b: 2 => 3", "    }"],
  ],
  ["JSON with the same meaning", '{"a": 1}', '{ "a": 1 }', ["~ v: (json) {", "        a: 1", "    }"]],
  [
    "archives by their entries",
    new Archive({
      hash: "aaaaaaaaaa",
      assets: { x: new Asset({ text: "1", hash: "1" }), y: new Asset({ text: "2", hash: "2" }) },
    }),
    new Archive({
      hash: "bbbbbbbbbb",
      assets: { x: new Asset({ text: "1", hash: "1" }), z: new Asset({ path: "z", hash: "3" }) },
    }),
    [
      "~ v: archive(assets:aaaaaaa->bbbbbbb) {",
      '          - "y": asset(text:2) {',
      "                2",
      "            }",
      '          + "z": asset(file:3) { z }',
      "    }",
    ],
  ],
])("a change of %s", (_, old, value, lines) => {
  expect(difference({ v: old }, { v: value })).toEqual([
    ...lines.map((line) => line.replace(/^(?=[-+~] )/, "  ")),
    "",
  ]);
});

test("colours do not change the text", () => {
  const [olds, news] = [
    { a: "abc", b: [1, 2], c: "x\ny" },
    { a: "abd", b: [1], c: "x\nz", d: { e: 1 } },
  ];
  const diff = diffObjects(olds, news)!;
  const colored = renderObjectDiff(diff, { palette: createPalette(true), indent: 1 });
  expect(colored).toContain("\u001b[3");
  expect(stripEscapes(colored)).toBe(renderObjectDiff(diff, { palette, indent: 1 }));
});

test("shows only the paths of the provider's detailed diff", () => {
  const old = { inputs: { a: { "b.c": [1, 2] } }, outputs: { a: { "b.c": [1, 5], server: "x" } } };
  const changed = { ...step("update", "x", { inputs: { a: { "b.c": [1, 3] }, n: 1 }, old }) };
  const detailedDiff = {
    'a["b.c"][1]': { kind: "update" as const, inputDiff: false },
    n: { kind: "add" as const, inputDiff: true },
  };
  const diff = translateDetailedDiff({ ...changed, detailedDiff }, false)!;
  expect(renderObjectDiff(diff, { palette, indent: 1 }).split("\n")).toEqual([
    "  ~ a: {",
    "      ~ b.c: [",
    "          ~ [1]: 5 => 3",
    "        ]",
    "    }",
    "  + n: 1",
    "",
  ]);
});
