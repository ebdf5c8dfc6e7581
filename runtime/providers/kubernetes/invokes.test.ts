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

test.each([
  ["a: [", /document 1 is not YAML/],
  ["- a", /document 1 is not a Kubernetes object/],
  ["metadata: {}", /no apiVersion or no kind/],
])("rejects %j", (text, message) => {
  expect(() => decode(text)).toThrow(message);
});

test.each(["kubernetes:helm:template", "kubernetes:kustomize:directory"])("rejects %s by name", (token) => {
  const call = () => invoke({ token, args: {} });
  expect(call).toThrow(`the function ${token} is not supported`);
  expect(call).toThrow("run `make pulumi`, then `make up ENGINE=official`");
  expect(call).toThrow(UnsupportedError);
});
