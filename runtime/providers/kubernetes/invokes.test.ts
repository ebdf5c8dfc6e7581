import { UnsupportedError } from "../../protocol/provider";
import { invoke } from "./invokes";

const decode = (text: string, defaultNamespace?: string) =>
  invoke({
    token: "kubernetes:yaml:decode",
    args: { text, ...(defaultNamespace ? { defaultNamespace } : {}) },
  }).return.result;

test("splits YAML and lists into objects and sets the given namespace", () => {
  const text = `
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
---
---
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Namespace, metadata: {name: b}}
  - {apiVersion: v1, kind: Secret, metadata: {name: c, namespace: own}}
`;
  expect(decode(text, "web")).toEqual([
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "web" } },
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "b" } },
    { apiVersion: "v1", kind: "Secret", metadata: { name: "c", namespace: "own" } },
  ]);
});

test("reads YAML as kubectl does", () => {
  const text =
    "apiVersion: v1\nkind: ConfigMap\ndata: {a: on, b: 0644, c: 1_000, d: 9007199254740993, <<: {a: x}}\n";
  expect(decode(text)).toEqual([
    { apiVersion: "v1", kind: "ConfigMap", data: { a: "x", b: 420, c: 1000, d: 9007199254740992 } },
  ]);
});

test.each([
  ["a: [", /^kubernetes:yaml:decode: document 1, line 1: found no closing bracket; expected \] or \}\.$/],
  ["- a", /^kubernetes:yaml:decode: document 1: found no map; expected a Kubernetes object\.$/],
  ["metadata: {}", /^kubernetes:yaml:decode: found an object without apiVersion or kind; expected both\.$/],
])("rejects %j", (text, message) => {
  expect(() => decode(text)).toThrow(message);
});

test.each(["kubernetes:helm:template", "kubernetes:kustomize:directory"])("rejects %s by name", (token) => {
  const call = () => invoke({ token, args: {} });
  expect(call).toThrow(`the function ${token} is not supported`);
  expect(call).toThrow("run `make pulumi`, then `make up ENGINE=official`");
  expect(call).toThrow(UnsupportedError);
});
