import { parse, stringify } from "yaml";
import { selectContext } from "./kubeconfig";

const config = (more: object = {}) => ({
  apiVersion: "v1",
  kind: "Config",
  "current-context": "one",
  clusters: [
    { name: "c1", cluster: { server: "https://one.example:6443", "certificate-authority": "ca.crt" } },
    { name: "c2", cluster: { server: "https://two.example" } },
  ],
  users: [
    { name: "u1", user: { token: "first-token", "client-key": "/abs/key" } },
    { name: "u2", user: { token: "second-token", exec: { command: "aws", args: ["eks"] } } },
  ],
  contexts: [
    { name: "one", context: { cluster: "c1", user: "u1", namespace: "ns" } },
    { name: "two", context: { cluster: "c2", user: "u2" } },
    { name: "broken", context: { cluster: "c2", user: "nobody" } },
  ],
  ...more,
});
const source = (value: object, path?: string) => ({ text: stringify(value), ...(path && { path }) });

test("the current context, and nothing of the others; files become absolute", () => {
  const { kubeconfig, context, server } = selectContext([source(config(), "/home/me/.kube/config")]);
  expect([context, server]).toEqual(["one", "https://one.example:6443"]);
  expect(kubeconfig).not.toContain("second-token");
  expect(parse(kubeconfig)).toMatchObject({
    "current-context": "one",
    clusters: [{ name: "c1", cluster: { "certificate-authority": "/home/me/.kube/ca.crt" } }],
    users: [{ name: "u1", user: { token: "first-token", "client-key": "/abs/key" } }],
    contexts: [{ name: "one", context: { namespace: "ns" } }],
  });
});

test("a wanted context, from JSON too, plugins and all", () => {
  const { kubeconfig } = selectContext([{ text: JSON.stringify(config()) }], "two");
  expect(parse(kubeconfig).users).toEqual([
    { name: "u2", user: { token: "second-token", exec: { command: "aws", args: ["eks"] } } },
  ]);
});

test("several files are merged: of one name the first counts, and the first current context", () => {
  const other = config({
    "current-context": "two",
    clusters: [{ name: "c1", cluster: { server: "https://x" } }],
  });
  const { server, context } = selectContext([source(other, "/a"), source(config(), "/b")], "one");
  expect([context, server]).toEqual(["one", "https://x"]);
  expect(selectContext([source(other, "/a"), source(config(), "/b")]).context).toBe("two");
});

test.each<[string, object | string, string | undefined, RegExp]>([
  ["no such context", config(), "three", /\/k has no context "three"; it has one, two, broken/],
  ["no current context", config({ "current-context": "" }), undefined, /names no current context; give one/],
  ["a missing user", config(), "broken", /context broken of \/k names the user "nobody", which is not there/],
  ["no YAML", "{ secret", undefined, /^\/k is not a kubeconfig: it is no YAML map with clusters$/],
  ["something else", { kind: "Pod" }, undefined, /is not a kubeconfig/],
])("%s is a clear error that quotes no content", (_, value, wanted, message) => {
  const text = typeof value === "string" ? value : stringify(value);
  expect(() => selectContext([{ text, path: "/k" }], wanted)).toThrow(message);
});

test("given content cannot name files relative to nothing", () => {
  expect(() => selectContext([source(config())], "one")).toThrow(
    /c1 names the file ca.crt.*relative to nothing/,
  );
});
