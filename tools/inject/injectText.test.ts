import { ManifestError } from "../../lib/manifests/manifestError";
import { readManifests } from "../../lib/manifests/readManifests";
import { injectText } from "./injectText";

const values = (text: string) => readManifests(text, "x.yaml").map(({ value }) => value);
const inject = (text: string, params = {}) => injectText(text, params, "x.yaml").text;

const service = "# the shop\nkind: Service # keep\napiVersion: v1\nspec: {mode: 0644}\n";
const pod = "kind: Pod\napiVersion: v1\nmetadata: {name: p}\nspec: {containers: [{name: a}]}\n";

test("keeps the order of documents and the text of those without a workload", () => {
  const text = `---\n${service}---\n---\n${pod}...\n---\n# nothing\n---\n${service.trimEnd()}`;
  const produced = inject(text);
  expect(values(produced)).toEqual([
    ...values(service),
    expect.objectContaining({ kind: "Pod" }),
    ...values(service),
  ]);
  expect(produced.startsWith(`---\n${service}---\n`)).toBe(true);
  expect(produced.endsWith(`---\n${service}`)).toBe(true);
  expect(inject(produced)).toBe(produced);
});

test("keeps every byte of a document without a workload", () => {
  const odd = "a:   &x  'b'\r\n# end \r\nlist: [ 1,\r\n2 ]\r\nbig: 0x1F # hex\r\n";
  expect(inject(`${odd}---\n${pod}`).startsWith(`---\n${odd}---\n`)).toBe(true);
});

test("keeps the value of a block scalar at the end of a text without a line break", () => {
  const text = "kind: ConfigMap\napiVersion: v1\ndata:\n  a: |\n    x";
  expect(values(text)).toMatchObject([{ data: { a: "x" } }]);
  expect(values(inject(text))).toEqual(values(text));
});

test("keeps integers of 64 bits in a list that gets a sidecar", () => {
  const crd =
    "{kind: CustomResourceDefinition, apiVersion: v1, max: 9223372036854775807, min: -9223372036854775808}";
  const produced = inject(
    `kind: List\napiVersion: v1\nitems:\n- ${crd}\n- ${pod.trimEnd().replaceAll("\n", "\n  ")}\n`,
  );
  expect(produced).toContain("max: 9223372036854775807\n");
  expect(produced).toContain("min: -9223372036854775808\n");
  expect(produced).toContain("istio-proxy");
});

test("keeps integers of 64 bits in the JSON of annotations and variables", () => {
  const big = pod.replace("{name: a}", "{name: a, ports: [{containerPort: 9007199254740993}]}");
  expect(inject(big, { istio: "current" })).toContain('{\\"containerPort\\":9007199254740993}');
});

const container = { name: "a", image: "b" };

test.each<[string, string, object]>([
  [
    "a single quote that closes in the column of its key",
    'metadata:\n  name: a\n  annotations:\n    networks: \'[\n      {"name": "one"},\n      {"name": "two"}\n    ]\'\n',
    { annotations: { networks: '[ {"name": "one"}, {"name": "two"} ]' } },
  ],
  [
    "a double quote that continues in the column of its key",
    'metadata:\n  name: a\n  annotations:\n    d: "first\n    second"\n',
    { annotations: { d: "first second" } },
  ],
  [
    "a brace that closes in the first column",
    'metadata: {\n  "name": "a",\n  "labels": {"a":"b",},\n}\n',
    { labels: { a: "b" } },
  ],
  [
    "a text that starts with a tab",
    'metadata: {name: a, annotations: {five: "\\tx\\ny\\n", six: "\\n\\tset -e\\n", seven: " \\t "}}\n',
    { annotations: { five: "\tx\ny\n", six: "\n\tset -e\n", seven: " \t " } },
  ],
  [
    "line separators",
    'metadata: {name: a, annotations: {note: "one\\u2028two\\u2029three\\u0085"}}\n',
    { annotations: { note: "one\u2028two\u2029three\u0085" } },
  ],
])("keeps the meaning of %s in a workload", (_, metadata, expected) => {
  const produced = inject(
    `apiVersion: v1\nkind: Pod\n${metadata}spec: {containers: [{name: a, image: b}]}\n`,
  );
  expect(produced).not.toMatch(/[\u2028\u2029\x85]/);
  expect(values(produced)).toMatchObject([
    { metadata: expected, spec: { containers: [container, { name: "istio-proxy" }] } },
  ]);
});

test("returns no text for a text without documents", () => {
  expect(inject("")).toBe("");
  expect(inject("# only a comment\n---\n")).toBe("");
});

test("accepts JSON objects one after the other", () => {
  const object = JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p" },
    spec: { containers: [] },
  });
  expect(values(inject(object))).toMatchObject([{ kind: "Pod" }]);
  expect(values(inject(`${object}\n${object} {"kind":"Service"}`))).toMatchObject([
    { kind: "Pod", spec: { containers: [{ name: "istio-proxy" }] } },
    { kind: "Pod", spec: { containers: [{ name: "istio-proxy" }] } },
    { kind: "Service" },
  ]);
});

test("reports source, document and line of errors", () => {
  const broken = `${service}---\na: [1\nb: 2\n`;
  expect(() => inject(broken)).toThrow(ManifestError);
  expect(() => inject(broken)).toThrow(/^x\.yaml: document 2, line 7: found no comma/);
  const wrong = `${service}---\n# a pod\nkind: Pod\napiVersion: v1\nspec: {containers: 1}\n`;
  expect(() => inject(wrong)).toThrow(
    "x.yaml: document 2, line 7: spec.containers: found 1; expected a list.",
  );
  expect(() => inject("a: *b\n")).toThrow(/^x\.yaml: document 1, line 1: a: found the alias \*b/);
});

test.each([
  ["current", "no", 'spec.template.metadata.labels["sidecar.istio.io/inject"]: found "no"', true],
  ["current", "False", 'labels["sidecar.istio.io/inject"]: found "False"; expected "true" or "false"', true],
  ["current", "false", undefined, false],
] as const)("warns about inject: %2$j in the %1$s mesh", (istio, word, warning, injected) => {
  const deployment = `kind: Deployment
apiVersion: apps/v1
metadata: {name: d}
spec:
  template:
    metadata: {labels: {sidecar.istio.io/inject: "${word}"}}
    spec: {containers: [{name: a}]}
`;
  const { text, warnings } = injectText(deployment, { istio }, "x.yaml");
  expect(warnings).toEqual(warning === undefined ? [] : [expect.stringContaining(warning)]);
  expect(text.includes("istio-proxy")).toBe(injected);
});

test("warns about a word in the classic mesh that Istio takes for false", () => {
  const asked = pod.replace("name: p", 'name: p, annotations: {sidecar.istio.io/inject: "nope"}');
  expect(injectText(asked, {}, "x.yaml").warnings).toEqual([
    'x.yaml: document 1, line 1: metadata.annotations["sidecar.istio.io/inject"]: found "nope"; ' +
      'expected "true" or "false". It counts as false.',
  ]);
  expect(injectText(asked.replace("nope", "no"), {}, "x.yaml").warnings).toEqual([]);
});
