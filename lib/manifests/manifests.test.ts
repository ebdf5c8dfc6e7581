import fc from "fast-check";
import { readManifest, readManifests } from "./readManifests";
import { joinManifests, writeManifest } from "./writeManifest";

const read = (text: string) => readManifest(text, "x.yaml");
const problem = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

test.each<[string, string, unknown]>([
  ["octal numbers", "a: 0644", { a: 420 }],
  ["underscores", "a: 1_000", { a: 1000 }],
  ["words for booleans", "[yes, No, on, OFF, y, N, true]", [true, false, true, false, true, false, true]],
  [
    "times and dates as text",
    "[22:22, 2017-01-01, 2001-12-14t21:59:43.10Z]",
    ["22:22", "2017-01-01", "2001-12-14t21:59:43.10Z"],
  ],
  [
    "integers of 64 bits",
    "[9223372036854775807, -9223372036854775808, 18446744073709551615]",
    [9223372036854775807n, -9223372036854775808n, 18446744073709551615n],
  ],
  ["larger numbers as doubles", "[18446744073709551616, -9223372036854775809]", [2 ** 64, -(2 ** 63)]],
  [
    "booleans, numbers and words as keys",
    "{yes: 1, 0x10: 2, 1.5: 3, 1e7: 4}",
    { true: 1, "16": 2, "1.5": 3, "1e+07": 4 },
  ],
  ["many comments with CRLF", `${"# x\r\n".repeat(100)}a: 1\r\n`, { a: 1 }],
  ["comments after markers with CRLF", "--- # x\r\na: 1\r\n--- # y\r\n", { a: 1 }],
  ["keys with more digits than single precision", "393.3525845777268: 1", { "393.35257": 1 }],
  ["the last of equal keys", "a: 1\na: 2\n", { a: 2 }],
  ["merge keys, which override the keys before them", "{a: 1, <<: {a: 2, b: 3}, b: 4}", { a: 2, b: 4 }],
  ["several merged mappings; the first one wins", "<<: [{a: 1}, {a: 2, b: 2}]", { a: 1, b: 2 }],
  ["aliases", "{a: &x [1], b: *x}", { a: [1], b: [1] }],
  ["tags", "[!!str 1, !!int '2', !!float 3, !!binary aGk=, !own 4]", ["1", 2, 3, "hi", "4"]],
  ["a quote that closes in the column of its key", "m:\n  k: '[\n  1\n  ]'\n", { m: { k: "[ 1 ]" } }],
  [
    "a bracket that closes in the column of its key",
    "m:\n  k: {\n  a: [1,\n2\n]\n}\n",
    { m: { k: { a: [1, 2] } } },
  ],
  ["a colon before a bracket as text", "[1.2.3.4, fd00::, a :]", ["1.2.3.4", "fd00::", "a :"]],
  ["a colon before a brace as text", "{a:, b:}", { "a:": null, "b:": null }],
  ["a URL between brackets", "[http://a/?b=c, d?, ':', \"?\"]\n", ["http://a/?b=c", "d?", ":", "?"]],
  ["an explicit key between brackets", "{? a\n: b, c: d}\n", { a: "b", c: "d" }],
  ["blank lines after an escaped line break", '"a \\\n\n\n  b\\\\\n\n c"\n', "a \n\nb\\\nc"],
  ["a tab at the start of a block scalar with an indicator", "a: |2\n  \tb\n", { a: "\tb\n" }],
  ["a tab at the start of a later line of a block scalar", "a: >-\n  b\n  \tc\n", { a: "b\n\tc" }],
  [
    "keys after marks, anchors and tags",
    "- - &x !!str a: 1\n    &y 'b': 2\n  - ? c\n    : d: 3\n      !!str e : 4\n",
    [[{ a: 1, b: 2 }, { c: { d: 3, e: 4 } }]],
  ],
  ["a tab before a bracket", "- a:\t[\n  b]\n", [{ a: ["b"] }]],
  ["tabs between brackets", 'a: {\n\t"b":\t1\n}\n', { a: { b: 1 } }],
  ["a byte order mark and CRLF", "\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n", { a: 1, b: "x\ny\n" }],
  ["raw line separators in quotes", 'a: "x\u2028y"\n', { a: "x\u2028y" }],
  [
    "JSON with surrogate pairs and large integers",
    '{"a": "\\ud83d\\ude00", "b": 9007199254740993}',
    { a: "😀", b: 9007199254740993n },
  ],
  [
    "JSON with long fractions, large exponents and a raw next line",
    '{"a": 0.12345678901234567, "b": -1234567890123456e2, "c": 12345678901234567.5, "d": "x\u0085y"}',
    { a: 0.12345678901234567, b: -1234567890123456e2, c: 12345678901234567.5, d: "x\u0085y" },
  ],
  [
    "a text in JSON beside a large integer",
    '{"a": "1234567890123456789", "b": [-9223372036854775808], "c": "\\u0000integer:1"}',
    { a: "1234567890123456789", b: [-(2n ** 63n)], c: "\u0000integer:1" },
  ],
  [
    "the key __proto__",
    '{"__proto__": 1}',
    Object.defineProperty({}, "__proto__", { value: 1, enumerable: true }),
  ],
])("reads %s", (_, text, value) => {
  expect(read(text)).toEqual(value);
});

test.each([
  [
    "an unfilled template",
    "a:\n  b: {{ name }}\n",
    /^x\.yaml: document 1, line 2: a\.b: found a mapping as a key; expected a string/,
  ],
  ["a list as a key", "? [a]\n: 1\n", /found a list as a key/],
  ["a null key", "~: 1\n", /found a key without a name/],
  ["an unknown alias", "a: *b\n", /^x\.yaml: document 1, line 1: a: found the alias \*b/],
  ["a bracket after an anchor", "a: &b{c: 1}\n", /found the anchor &b\{; expected a name/],
  ["a bracket after an alias", "a: &b 1\nc: [*b[1]]\n", /line 2: .*found /],
  [
    "a key on two lines between brackets",
    "{a: 1, b\n c: 2}\n",
    /line 1: found a key and its colon on several/,
  ],
  [
    "a colon on the line after its key",
    '{"a"\n: b}\n# not JSON\n',
    /found a key and its colon on several lines/,
  ],
  ["a colon before a text between brackets", "{:a: b}\n", /found text with the mark : between brackets/],
  ["a question mark before a text between brackets", "[?a]\n", /found text with the mark \? between/],
  ["a question mark before a space between brackets", "[a? b]\n", /found text with the mark \? between/],
  [
    "a bracket after the colon of a key between brackets",
    "{a:[b]}\n",
    /found a value after a colon without a space/,
  ],
  ["a tag with #", "a: !!b#c d\n", /found a tag with #/],
  [
    "a tab at the start of a block scalar",
    "a: |\n\n  \tb\n",
    /line 3: a: found a tab in the indentation of a block/,
  ],
  ["a tab after a text and a comment", "a # b\n\n\t", /line 3: found a tab/],
  ["a key after a closing bracket", "a:\n- {}b: c\nd: e\n", /line 2: found a key after another value/],
  ["a cycle", "a: &x {b: *x}\n", /found the alias \*x inside &x/],
  ["a merge of text", "<<: a\n", /found a merge key \(<<\) of another value/],
  [
    "an infinite number",
    "a: .inf\n",
    /^x\.yaml: document 1, line 1: a: found \.inf; expected a finite number\.$/,
  ],
  ["a value that is not of its tag", "a: !!int b\n", /found "b"; expected a value of its tag !!int/],
  [
    "text after a marker",
    "a: 1\n--- b\n",
    /^x\.yaml: document 2, line 2: found --- b; expected --- alone on its line\.$/,
  ],
  ["a tab in the indentation", "a:\n\tb: 1\n", /line 2: found/],
  ["an escape that YAML does not have", 'a: "\\q"\n', /found an unknown escape/],
  ["an escaped surrogate", 'a: "\\ud83d\\ude00"\n', /found the escape of a surrogate/],
  ["text after a closing quote", 'a:\n- "b"c: d\n', /line 2: a\[0\]: found text after a closing quote/],
  [
    "a mapping on the line of its key",
    "a: !!str b:\nc: d\n",
    /line 1: .*found a mapping or list on the line of its key/,
  ],
  ["a tab after a dash", "- \ta\n", /line 1: found a tab/],
  ["a control character", "a: \u0001\n", /found the control character U\+0001/],
  ["a raw line separator outside quotes", "a: x\u2028y\n", /found the line break U\+2028/],
  ["an open bracket", "a: [1\n", /line 2: found no closing bracket/],
  ["a directive", "%YAML 1.1\n---\na: 1\n", /found a YAML directive/],
  ["a second document", "a: 1\n---\nb: 1\n", /line 3: found a second document/],
  [
    "aliases that expand excessively",
    "a: &a [x,x,x,x,x,x,x,x,x]\n".concat(
      ...["b", "c", "d", "e", "f", "g"].map(
        (name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdef"[i]}`).join()}]\n`,
      ),
    ),
    /aliases that expand excessively/,
  ],
])("rejects %s in its own words", (_, text, message) => {
  expect(problem(text)).toMatch(message);
});

test("reports the problems of all documents", () => {
  const text = "a: [\n---\nb: 1\n---\n? {c}\n: d\n";
  expect(() => readManifests(text, "x.yaml")).toThrow(
    /document 1, line 2: .*\nx\.yaml: document 3, line 5: /,
  );
});

test("counts documents, not empty ones", () => {
  const found = readManifests("# none\n---\n# x\na: 1\n---\n---\nb: 1\n", "x").map(
    ({ number, line, text }) => [number, line, text],
  );
  expect(found).toEqual([
    [1, 4, "# x\na: 1\n"],
    [2, 7, "b: 1\n"],
  ]);
});

test.each([
  "\tx\ny\n",
  "\n\tset -e\n",
  " \n",
  "  ",
  "\n",
  "\n\n a\n",
  "a\u2028b",
  "a\u0085",
  "\ufeff",
  "x \n y\t\n",
  "yes",
  "0o17",
  "1_0",
  "-_.0",
  "+_1.5",
  "1e3_",
  "---",
  "- a",
  "'",
  '"\\',
  "#",
  "a: b",
  "<<",
  "~",
  ".5",
  "=",
  "x".repeat(2000),
])("reads back %j", (text) => {
  const value = { [text]: text, list: [text, [text]], nested: { a: { b: text } } };
  expect(read(writeManifest(value))).toEqual(value);
});

test("reads back what it writes", () => {
  // Integers that a double does not hold exactly are read as BigInts.
  const isExact = (part: unknown) => !Number.isInteger(part) || Number.isSafeInteger(part);
  const value = fc.jsonValue({ maxDepth: 4 }).filter((each) => {
    let exact = true;
    const text = JSON.stringify(each, (_, part: unknown) => ((exact &&= isExact(part)), part));
    return exact && !text.includes("-0");
  });
  fc.assert(
    fc.property(value, (each) => {
      const [manifest] = readManifests(joinManifests([writeManifest({ each })]), "x.yaml");
      expect(manifest!.value).toEqual({ each });
    }),
  );
});

test("ends a block scalar without a line break if the text ends without one", () => {
  expect(read("a: |\n  b")).toEqual({ a: "b" });
  expect(read("a: |\n  b\n")).toEqual({ a: "b\n" });
  expect(read("a: |+\n  b\n\n  ")).toEqual({ a: "b\n\n" });
  expect(read("a: >+\n    ")).toEqual({ a: "" });
});
