import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { ManifestError } from "../../lib/manifests/manifestError";
import { readManifest, readManifests } from "../../lib/manifests/readManifests";
import { writeManifest } from "../../lib/manifests/writeManifest";
import { examples, seed } from "../support/referee/examples";
import { canonical, refereeReading } from "../support/referee/reading";
import { Referee } from "../support/referee/referee";
import { yamlDeviations, type Reading } from "./deviations/yaml";

/* Both directions against sigs.k8s.io/yaml, with which kubectl and Istio read. */
const runs = examples(500);

let referee: Referee;
beforeAll(async () => (referee = await Referee.start()));
afterAll(() => referee?.close());

const theirReading = (text: string) => refereeReading(referee, text);

function ourReading(text: string): Reading {
  try {
    const manifests = readManifests(text, "x");
    return { json: manifests.length === 0 ? "null" : canonical(manifests[0]!.value) };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return { error: error.message };
  }
}

/** Describes a difference that no deviation explains. */
async function difference(text: string): Promise<object | undefined> {
  const [ours, theirs] = [ourReading(text), await theirReading(text)];
  if (ours.json === theirs.json && (ours.json !== undefined || ours.error !== undefined)) return undefined;
  const explained = yamlDeviations.some((deviation) => deviation.explains(text, ours, theirs));
  return explained ? undefined : { seed, text, ours, theirs };
}

/** Documents of this repository: the sample, recorded objects and stack files. */
function documents(): string[] {
  const root = resolve(__dirname, "../..");
  const folders = ["stacks", "test/engine", "test/golden", "test/support"].map((folder) =>
    join(root, folder),
  );
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => join(folder, name)),
  );
  const own = files.flatMap((file) => readFileSync(file, "utf8").split(/^---.*$/m));
  return [...own, ...layouts].filter((text) => text.trim() !== "");
}

/** Layouts of real manifests that differ between versions of YAML. */
const layouts = [
  `apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  labels: {app: shop, "tier": 'front'}
  annotations:
    networks: '[
      {"name": "one"},
      {"name": "two"}
    ]'
data:
  script: |
    #!/bin/sh
    	exec true

  folded: >-
    one
      two

    three
  on: yes
  mode: 0644
`,
  `base: &base
  limits: {cpu: 100m, memory: 1Gi}
  requests: &requests
    cpu: 10m
items:
- <<: *base
  requests: *requests
- &second {name: "x\\u0041\\n", ports: [80, 0x1F, 1_000, 1e3]}
- *second
-   - nested
    - - deep
`,
  `? explicit
: - a
  - b: c # comment
    d: >+
      text

e: "folded
  line \\
  escaped"
f: plain
  continued
g: !!binary aGVsbG8=
h: ~
`,
  `a: &a {x: 1, y: 2}
b: &b {x: 3, max: 9223372036854775807}
c:
  <<: [*a, *b]
  y: 18446744073709551615
data:
  last: |+
    no line break`,
];

const pieces = [
  ...[
    " ",
    "  ",
    "\n",
    "\t",
    ":",
    " :",
    ": ",
    "- ",
    "-",
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    "#",
    " #",
    "|",
    "|-\n",
    ">",
  ],
  ...[
    "&a ",
    "*a",
    "!!str ",
    "!!int ",
    "<<: ",
    "? ",
    "yes",
    "0644",
    "1e3",
    "~",
    "\r\n",
    "...",
    "%",
    "@",
    "\\",
    "\\u0041",
  ],
  ...["x", "|2\n", "{}", "[]", "''", "\ufeff", "\u2028", "\u0085"],
];

/** A part of a document with some characters removed and inserted. */
function mutated(texts: readonly string[]) {
  const edit = fc.record({
    at: fc.nat(100_000),
    removed: fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 8),
    inserted: fc.oneof(fc.constant(""), fc.constantFrom(...pieces)),
  });
  return (
    fc
      .tuple(
        fc.constantFrom(...texts),
        fc.nat(1000),
        fc.integer({ min: 20, max: 400 }),
        fc.array(edit, { minLength: 1, maxLength: 3 }),
      )
      .map(([text, first, length, edits]) =>
        edits.reduce(
          (part, { at, removed, inserted }) => {
            const position = at % (part.length + 1);
            return part.slice(0, position) + inserted + part.slice(position + removed);
          },
          window(text, first, length),
        ),
      )
      .chain((text) => fc.constantFrom(text, text, text, text.replace(/\n$/, "")))
      // kubectl splits at every such line, before sigs.k8s.io/yaml sees it.
      .filter((text) => !/^---/m.test(text))
  );
}

/** Whole lines of a text, indented less by what their first one is indented. */
function window(text: string, first: number, length: number): string {
  const lines = text.split("\n");
  const start = first % lines.length;
  const indent = /^ */.exec(lines[start]!)![0].length;
  let part = "";
  for (const line of lines.slice(start)) {
    if (part.length >= length) break;
    part += `${line.slice(Math.min(indent, /^ */.exec(line)![0].length))}\n`;
  }
  return part;
}

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom(...pieces.filter((piece) => piece.length === 1)) }),
  fc.constantFrom(
    "yes",
    "0x1F",
    "1_0",
    "0o7",
    "22:22",
    "<<",
    "---",
    "...",
    "=",
    "null",
    ".inf",
    "1e3",
    "+1",
    "0b1",
  ),
);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })
    .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value)),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(text, tie("value"), { maxKeys: 4 }),
  ),
}));

test("sigs.k8s.io/yaml reads what this project writes, as does this project", async () => {
  for (const each of fc.sample(value, { numRuns: runs, seed })) {
    // A mapping is the whole document, so that its keys are in the first column.
    const object = typeof each === "object" && each !== null && !Array.isArray(each) ? each : { each };
    const written = writeManifest(object);
    const expected = { seed, written, json: canonical(object) };
    expect({ seed, written, json: canonical(readManifest(written, "x")) }).toEqual(expected);
    expect({ seed, written, ...(await theirReading(written)) }).toEqual({ ...expected, rest: false });
  }
});

test("reads documents and mutations of them as sigs.k8s.io/yaml does", async () => {
  const texts = documents();
  const differences: object[] = [];
  for (const each of [...texts, ...fc.sample(mutated(texts), { numRuns: runs, seed })]) {
    const found = await difference(each);
    if (found !== undefined) differences.push(found);
  }
  expect(differences).toEqual([]);
});

test.each([
  ["text-after-document", "a: 1\n...\nb: 2\n"],
  ["json-documents", "\t{}"],
  ["end-marker-first", "...\na: 1\n"],
  ["unindented-block-scalar", "a:\n|-\n b\nc: d\n"],
  ["text-as-document", "\n a\nb\n"],
  ["dash-between-brackets", "[-]\n"],
  ["colon-after-value", "{a: b:, c: d}\n"],
  ["question-marks", "[?a]\n"],
  ["odd-tags", "a: !x,y z\n"],
  ["comment-without-space", "a: {}#\n"],
  ["anchor-names", "&a:b\n"],
  ["tab-at-the-end", "a: 1\n \t"],
  ["line-separators", "a: b\n# c\u2028\n"],
])("requires the deviation %s", async (id, example) => {
  const [ours, theirs] = [ourReading(example), await theirReading(example)];
  expect(ours.json).not.toEqual(theirs.rest === true ? undefined : (theirs.json ?? undefined));
  expect(
    yamlDeviations.filter(({ explains }) => explains(example, ours, theirs)).map((each) => each.id),
  ).toContain(id);
});
