import * as fc from "fast-check";
import { DocumentsError, joinDocuments, parseDocuments, stringifyDocument } from "./documents";
import { injectText } from "./injectText";

const values = (text: string) => parseDocuments(text, "x.yaml").map(({ value }) => value);

test("reads numbers and booleans like Kubernetes' tools", () => {
  expect(
    values("{mode: 0644, flag: yes, text: '0644', time: 22:22, day: 2017-01-01, a: &a {b: 1}, c: {<<: *a}}"),
  ).toEqual([
    { mode: 420, flag: true, text: "0644", time: "22:22", day: "2017-01-01", a: { b: 1 }, c: { b: 1 } },
  ]);
});

test("uses the last value of a repeated key", () => {
  expect(values("a: 1\na: 2\n")).toEqual([{ a: 2 }]);
});

test("reads back what it writes", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      fc.pre(value !== null && !Object.is(value, -0));
      expect(values(joinDocuments([stringifyDocument({ value })]))).toEqual([{ value }]);
    }),
  );
  const odd = { a: "yes", b: "0644", c: "22:22", d: "2017-01-01", e: "null", f: "1e3", g: " ", h: "x\ny\n" };
  expect(values(stringifyDocument(odd))).toEqual([odd]);
});

describe("injectText", () => {
  const service = "# the shop\nkind: Service # keep\napiVersion: v1\nspec: {mode: 0644}\n";
  const pod = "kind: Pod\napiVersion: v1\nmetadata: {name: p}\nspec: {containers: [{name: a}]}\n";

  test("keeps the order of documents and the text of those without a workload", () => {
    const text = `---\n${service}---\n---\n${pod}...\n---\n# nothing\n---\n${service.trimEnd()}`;
    const produced = injectText(text, {}, "x.yaml");
    expect(values(produced)).toEqual([
      ...values(service),
      expect.objectContaining({ kind: "Pod" }),
      ...values(service),
    ]);
    expect(produced.startsWith(`---\n${service}---\n`)).toBe(true);
    expect(produced.endsWith(`---\n${service}`)).toBe(true);
    expect(injectText(produced, {}, "x.yaml")).toBe(produced);
  });

  test("returns no text for a text without documents", () => {
    expect(injectText("", {}, "x.yaml")).toBe("");
    expect(injectText("# only a comment\n---\n", {}, "x.yaml")).toBe("");
  });

  test("accepts JSON", () => {
    const object = { apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec: { containers: [] } };
    expect(values(injectText(JSON.stringify(object), {}, "x.json"))).toMatchObject([{ kind: "Pod" }]);
  });

  test("reports source, document and line of errors", () => {
    const broken = `${service}---\na: [1\nb: 2\n`;
    expect(() => injectText(broken, {}, "x.yaml")).toThrow(DocumentsError);
    expect(() => injectText(broken, {}, "x.yaml")).toThrow(/^x\.yaml: document 2, line 7, /);
    const wrong = `${service}---\n# a pod\nkind: Pod\napiVersion: v1\nspec: {containers: 1}\n`;
    expect(() => injectText(wrong, {}, "x.yaml")).toThrow(
      "x.yaml: document 2, line 6: spec.containers: found 1; expected a list.",
    );
    expect(() => injectText("a: *b\n", {}, "x.yaml")).toThrow(/^x\.yaml: document 1, line 1: /);
  });
});
