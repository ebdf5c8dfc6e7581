import fc from "fast-check";
import { lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PropertyPath } from "../../../lib/propertyPath";
import { parseConfigPath } from "./configKeys";
import { coerce, type ConfigNode, formatConfigPath, SecureValue, toConfigValue, typed } from "./configValue";
import { StackFile } from "./stackFile";

const load = (text: string): StackFile => StackFile.parse("/w/Pulumi.dev.yaml", "proj", text);
const decrypt = (ciphertext: string): string => `plain of ${ciphertext}`;

test("converts values for the program: texts unchanged, others as JSON", () => {
  const file = load(`
config:
  proj:text: "3"
  proj:number: 3
  proj:float: 1.50
  proj:big: 12345678901234567890
  proj:bool: true
  proj:nothing:
  proj:list: [1, a, true]
  proj:map: {b: "<x>", a: {c: 1}}
  proj:secret: {secure: c1}
  proj:nested: {plain: 1, password: {secure: c2}}
  other:config:old: x
  short: y
`);
  const values = Object.fromEntries(
    [...file.config()].map(([key, node]) => [key, toConfigValue(node, decrypt)]),
  );
  const plain = (value: string, object = false) => ({ value, secret: false, secrets: [], object });
  expect(values).toEqual({
    "other:old": plain("x"),
    "proj:text": plain("3"),
    "proj:number": plain("3"),
    "proj:float": plain("1.5"),
    "proj:big": plain("12345678901234567890"),
    "proj:bool": plain("true"),
    "proj:nothing": plain(""),
    "proj:list": plain('[1,"a",true]', true),
    "proj:map": plain('{"a":{"c":1},"b":"\\u003cx\\u003e"}', true),
    "proj:secret": { value: "plain of c1", secret: true, secrets: ["plain of c1"], object: false },
    "proj:nested": {
      value: '{"password":"plain of c2","plain":1}',
      secret: true,
      secrets: ["plain of c2"],
      object: true,
    },
    "proj:short": plain("y"),
  });
});

const COMMENTED = `# The stack's file.
encryptionsalt: v1:a # do not touch

config:
  # What runs where.
  proj:mesh:
    ingress:
      httpNodePort: 32000 # the document's port
      list:
      - a # first
      - b
  proj:quoted: 'single'   # stays
  # The end.
  proj:last: "double"
`;

test.each([
  ["proj:mesh: {tls: true}", "found the key proj:mesh at the top level; expected it below `config`."],
  ["confg: {proj:mesh: 1}", "found the key confg at the top level; expected config."],
])("rejects a misplaced or misspelt key in %s", (text, message) => {
  expect(() => load(text)).toThrow(`/w/Pulumi.dev.yaml: ${message}`);
});

test("ignores other keys at the top level, like the official CLI", () => {
  const file = load("x-shared: &shared {tls: true}\nconfig: {proj:mesh: *shared}");
  expect(file.get("proj:mesh")).toEqual({ tls: true });
});

test("keeps comments, quotes, order and indentation of everything that does not change", () => {
  const file = load(COMMENTED);
  expect(file.toString()).toBe(COMMENTED);
  file.set("proj:mesh.ingress.httpNodePort", 32001, true);
  file.set("proj:mesh.ingress.list[1]", "c", true);
  file.set("proj:mesh.ingress.more", true, true);
  file.set("proj:last", new SecureValue("c"));
  file.remove("proj:quoted");
  expect(file.toString()).toBe(`# The stack's file.
encryptionsalt: v1:a # do not touch

config:
  # What runs where.
  proj:mesh:
    ingress:
      httpNodePort: 32001 # the document's port
      list:
      - a # first
      - c
      more: true
  # The end.
  proj:last:
    secure: c
`);
});

test("keeps deeper indentation", () => {
  const text = "config:\n    proj:a:\n        b: 1\n";
  const file = load(text);
  file.set("proj:a.b", 2, true);
  expect(file.toString()).toBe(text.replace("1", "2"));
});

test("creates a file", () => {
  const file = load("");
  file.set("proj:step", "3");
  file.set("proj:mesh.ingress.httpNodePort", coerce("32000"), true);
  file.encryptionSalt = "v1:s";
  expect(file.toString()).toBe(`encryptionsalt: v1:s
config:
  proj:step: "3"
  proj:mesh:
    ingress:
      httpNodePort: 32000
`);
});

test.each([
  ["---\n", "---\n"],
  ["null\n", ""],
  ["~", ""],
  ["# First.\n", "# First.\n\n"],
  ["# First.\n\nnull # second\n", "# First.\n# second\n\n"],
])("creates the keys of the empty file %j", (text, before) => {
  const file = load(text);
  file.encryptionSalt = undefined;
  expect(load(file.toString()).config()).toEqual(new Map());
  const other = load(text);
  other.encryptionSalt = "v1:s";
  other.set("proj:a", 1);
  expect(other.toString()).toBe(`${before}encryptionsalt: v1:s\nconfig:\n  proj:a: 1\n`);
});

test("does not fold long texts and keeps line breaks", () => {
  const file = load("");
  const long = "word ".repeat(100).trim();
  file.set("proj:long", long);
  file.set("proj:lines", "a\nb\n");
  const back = load(file.toString());
  expect([back.get("proj:long"), back.get("proj:lines")]).toEqual([long, "a\nb\n"]);
  expect(file.toString()).toContain(`proj:long: ${long}\n`);
});

test.each<[string, ConfigNode]>([
  ["[0]", ["b", "b"]],
  ["[1]", ["a", "b"]],
  ["[2]", ["a", "b"]],
  ["[3]", ["a", "b", "b"]],
])("removes the item at %s of a list, and the following items move up", (index, rest) => {
  const file = load("config:\n  proj:list: [a, b, b]\n  proj:map: {list: [a, b, b]}\n");
  file.remove(`proj:list${index}`, true);
  file.remove(`proj:map.list${index}`, true);
  expect([file.get("proj:list"), file.get("proj:map")]).toEqual([rest, { list: rest }]);
});

test.each<[string, (file: StackFile) => void, RegExp]>([
  ["an index beyond the end", (f) => f.set("proj:list[2]", "x", true), /list\[2\]: array index out of range/],
  ["a key of a list", (f) => f.set("proj:list.a", "x", true), /list\.a: key for an array must be an int/],
  ["an index of a map", (f) => f.set("proj:map[0]", "x", true), /map\[0\]: key for a map must be a string/],
  ["a key below a text", (f) => f.set("proj:map.a.b", "x", true), /map\.a: expected a map/],
  [
    "a map that would read as a secret",
    (f) => f.set("proj:new.secure", "x", true),
    /maps with the single key "secure" are reserved/,
  ],
  ["no path", (f) => f.set("proj:.", "x", true), /key at position 0 is empty/],
  ["an unclosed bracket", (f) => f.set("proj:a[0", "x", true), /bracket at position 1 is not closed/],
  ["a bare word as an index", (f) => f.set("proj:a[b]", "x", true), /"b" is not a list index/],
])("rejects %s", (_, change, message) => {
  const text = "config:\n  proj:list: [a]\n  proj:map: {a: b}\n";
  const file = load(text);
  expect(() => change(file)).toThrow(message);
  expect(file.toString()).toBe(text);
});

test("replaces a whole text by a map, like the official CLI", () => {
  const file = load("config:\n  proj:a: text\n");
  file.set("proj:a.b[0]", 1, true);
  expect(file.get("proj:a")).toEqual({ b: [1] });
});

test.each([
  ["config: 3\n", /\/w\/Pulumi.dev.yaml: config: found 3; expected a map of keys and values\./],
  ["- a\n", /found no map; expected the key `config` with a map\./],
  ["config: {a:b:c: 1}\n", /config: found the key "a:b:c"; expected NAME or NAMESPACE:NAME\./],
  ["config:\n  proj:a: 1\n  a: 2\n", /found proj:a twice, as proj:a and a/],
  ["environment: [x]\n", /found the key environment \(Pulumi ESC\)/],
  ["config: {\n", /\/w\/Pulumi.dev.yaml: /],
])("rejects %j", (text, message) => expect(() => load(text)).toThrow(message));

test("converts command-line texts inside maps like the official CLI", () => {
  const cases: [string, ConfigNode][] = [
    ["true", true],
    ["false", false],
    ["12", 12],
    ["-3", -3],
    ["0", 0],
    ["012", "012"],
    ["1.5", "1.5"],
    ["9007199254740993", 9007199254740993n],
    ["99999999999999999999", "99999999999999999999"],
    ["", ""],
    ["text", "text"],
  ];
  for (const [text, value] of cases) expect(coerce(text)).toEqual(value);
  expect([typed("1.5", "float"), typed("7", "int"), typed("true", "bool"), typed("7", "string")]).toEqual([
    1.5,
    7,
    true,
    "7",
  ]);
  expect(() => typed("x", "int")).toThrow(/found "x"; expected an integer of up to 64 bits/);
});

/** Characters with a meaning for readers of YAML, which are rare among all. */
const mark = fc.constantFrom(
  ...["a", " ", "\t", "\n", "\r", "\0", "\x7f", "\x80", "\x85", "\u2028", "\ufeff", "\uffff"],
  ...":?!&*#,[]{}|>@`%-'\"\\",
);
const segment = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.string({ minLength: 1, maxLength: 6 }),
  fc.string({ unit: mark, minLength: 1, maxLength: 6 }),
);
const path = fc
  .tuple(
    fc.string({ minLength: 1 }).filter((key) => !key.includes(":")),
    fc.array(segment, { maxLength: 3 }),
  )
  .map(([first, rest]) => [first, ...rest] as PropertyPath);

test("parses paths that it has formatted", () => {
  fc.assert(
    fc.property(path, (segments) => expect(parseConfigPath(formatConfigPath(segments))).toEqual(segments)),
  );
});

test("returns a value that was set at a path until it is removed, also after a save", () => {
  const value = fc.oneof(
    fc.boolean(),
    fc.integer(),
    fc.string({ unit: "binary" }),
    fc.string({ unit: mark }),
    fc.string().map((t) => new SecureValue(t)),
  );
  const edit = fc.record({ path, value });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
      let file = load("config: {}\n");
      for (const { path, value } of edits) {
        const key = `proj:${formatConfigPath(path)}`;
        const before = file.toString();
        try {
          file.set(key, value, true);
        } catch (error) {
          expect((error as Error).message).toMatch(/could not set config/);
          expect(file.toString()).toBe(before);
          continue;
        }
        expect(file.get(key, true)).toEqual(value);
        file = load(file.toString());
        expect(file.get(key, true)).toEqual(value);
      }
      const key = `proj:${formatConfigPath(edits.at(-1)!.path)}`;
      try {
        file.remove(key, true);
      } catch (error) {
        expect((error as Error).message).toMatch(/reserved/);
        return;
      }
      const last = edits.at(-1)!.path.at(-1);
      if (typeof last === "number") return; // The following elements move up.
      expect(load(file.toString()).get(key, true)).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

test("writes characters that readers of YAML reject or take for a line break as escapes", () => {
  const file = load("config:\n  proj:b: 1\n");
  file.set("proj:a", "del \x7f, next line \x85, separator \u2028");
  expect(file.toString()).toBe(
    'config:\n  proj:b: 1\n  proj:a: "del \\u007f, next line \\u0085, separator \\u2028"\n',
  );
});

describe("has the meaning of the official CLI", () => {
  const valuesOf = (text: string) =>
    Object.fromEntries(
      [...load(text).config()].map(([key, node]) => [key, toConfigValue(node, decrypt).value]),
    );

  test.each<[string, string, Record<string, string>]>([
    ["a merge below `config`", "config:\n  <<: {proj:a: 1}\n  b: 2\n", { "proj:a": "1", "proj:b": "2" }],
    [
      "a key that overrides a merge after it",
      "base: &b {proj:a: 1, proj:b: 3}\nconfig:\n  proj:b: 2\n  <<: *b\n",
      { "proj:a": "1", "proj:b": "2" },
    ],
    [
      "merges of several maps",
      "config:\n  <<: [{a: 1}, {a: 2, b: 1}]\n  m: {x: 1, <<: {x: 2, y: 3}}\n",
      { "proj:a": "1", "proj:b": "1", "proj:m": '{"x":1,"y":3}' },
    ],
    ["an alias", "config:\n  a: &x {b: 1}\n  c: *x\n", { "proj:a": '{"b":1}', "proj:c": '{"b":1}' }],
    [
      "words and numbers",
      "config: {a: yes, b: on, c: 0777, d: 1_000, e: 0x10, f: 0b11, g: 0o17, h: .5, i: 1:30, j: 1.10}\n",
      {
        "proj:a": "yes",
        "proj:b": "on",
        "proj:c": "511",
        "proj:d": "1000",
        "proj:e": "16",
        "proj:f": "3",
        "proj:g": "15",
        "proj:h": "0.5",
        "proj:i": "1:30",
        "proj:j": "1.1",
      },
    ],
    ["other scalars as keys", "config:\n  a: {1: a, true: b}\n", { "proj:a": '{"1":"a","true":"b"}' }],
    ["a byte order mark", "\ufeffconfig:\n  a: 1\n", { "proj:a": "1" }],
    ["block scalars", "config:\n  a: |\n   x\n    y\n", { "proj:a": "x\n y\n" }],
    ["tags", "config:\n  a: !!binary aGk=\n  b: !own x\n", { "proj:a": "hi", "proj:b": "x" }],
  ])("for %s", (_, text, values) => {
    expect(valuesOf(text)).toEqual(values);
  });

  test.each([
    [
      "a key twice",
      "config:\n  a: 1\n  a: 2\n",
      "line 3: config: found the key a twice; expected it only once.",
    ],
    ["an open bracket", "config: [\n", "line 2: found no closing bracket; expected ] or }."],
    ["a tab", "config:\n\ta: b\n", "line 2: found a tab in the indentation; expected spaces."],
    [
      "a merge of a number",
      "config:\n  <<: 3\n",
      /line 2: config: found a merge key \(<<\) of another value/,
    ],
    ["an infinite number", "config: {a: .inf}\n", "line 1: config.a: found .inf; expected a finite number."],
    [
      "a date",
      "config: {a: 2017-01-01}\n",
      /line 1: config\.a: found the date 2017-01-01; expected it in quotes/,
    ],
    ["a second document", "config: {}\n---\na: 1\n", "line 3: found a second document; expected one."],
  ])("rejects %s", (_, text, message) => {
    expect(() => load(text)).toThrow(message);
  });
});

describe("saving", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "stack-file-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test("keeps the permissions of the file, and a link to it", async () => {
    const [path, shared] = [join(folder, "Pulumi.dev.yaml"), join(folder, "shared.yaml")];
    writeFileSync(shared, "config: {}\n", { mode: 0o600 });
    symlinkSync("shared.yaml", path);
    const file = StackFile.load(path, "proj");
    file.set("proj:a", "1");
    await file.save();
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(shared, "utf8")).toBe(file.toString());
    expect(statSync(shared).mode & 0o777).toBe(0o600);
  });

  test("creates a missing file that others can read", async () => {
    const file = StackFile.load(join(folder, "Pulumi.dev.yaml"), "proj");
    file.set("proj:a", "b");
    await file.save();
    expect(readFileSync(file.path, "utf8")).toBe("config:\n  proj:a: b\n");
    expect(statSync(file.path).mode & 0o777).toBe(0o644 & ~process.umask());
  });
});
