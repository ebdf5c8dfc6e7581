import { parse, stringify } from "yaml";
import { selectContext } from "./selectContext";

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

test("extracts the current context only and makes file paths absolute", () => {
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

test("extracts a named context from JSON, including credential plugins", () => {
  const { kubeconfig } = selectContext([{ text: JSON.stringify(config()) }], "two");
  expect(parse(kubeconfig).users).toEqual([
    { name: "u2", user: { token: "second-token", exec: { command: "aws", args: ["eks"] } } },
  ]);
});

test("merges several files: the first entry of a name and the first current context win", () => {
  const other = config({
    "current-context": "two",
    clusters: [{ name: "c1", cluster: { server: "https://x" } }],
  });
  const { server, context } = selectContext([source(other, "/a"), source(config(), "/b")], "one");
  expect([context, server]).toEqual(["one", "https://x"]);
  expect(selectContext([source(other, "/a"), source(config(), "/b")]).context).toBe("two");
});

test.each<[string, object | string, string | undefined, RegExp]>([
  [
    "no such context",
    config(),
    "three",
    /^\/k: found no context "three"; expected one of "one", "two", "broken"\.$/,
  ],
  [
    "no current context",
    config({ "current-context": "" }),
    undefined,
    /^\/k: found no current-context; expected one of "one", "two", "broken"\. Choose a context\.$/,
  ],
  [
    "a missing user",
    config(),
    "broken",
    /^\/k: context "broken": found no user "nobody"; expected one of "u1", "u2"\.$/,
  ],
  [
    "text that is not YAML",
    "{ secret",
    undefined,
    /^\/k: found text that is neither YAML nor JSON; expected a kubeconfig\.$/,
  ],
  ["another object", { kind: "Pod" }, undefined, /^\/k: found no clusters; expected a kubeconfig\.$/],
  ["a list", [1], undefined, /^\/k: found no map; expected a kubeconfig\.$/],
  [
    "a wrong list",
    config({ users: {} }),
    undefined,
    /^\/k: users: found no list; expected a list of users\.$/,
  ],
  ["no server", config({ clusters: [{ name: "c1" }] }), undefined, /^\/k: cluster "c1": found no server/],
  [
    "no cluster in the context",
    config({ contexts: [{ name: "one", context: { user: "u1" } }] }),
    undefined,
    /^\/k: context "one": found no cluster; expected one of "c1", "c2"\.$/,
  ],
])("rejects %s without quoting the content", (_, value, wanted, message) => {
  const text = typeof value === "string" ? value : stringify(value);
  expect(() => selectContext([{ text, path: "/k" }], wanted)).toThrow(message);
});

test("merges partial and empty files", () => {
  const partial = { text: "kind: Config\ncurrent-context: two\n", path: "/partial" };
  const empty = { text: "\n# nothing yet\n", path: "/empty" };
  expect(selectContext([empty, partial, source(config(), "/k")])).toMatchObject({ context: "two" });
  expect(() => selectContext([empty, partial])).toThrow(/^\/empty, \/partial: found no clusters; expected/);
});

test.each([{ cluster: "c1" }, { cluster: "c1", user: "" }])(
  "treats the context %j as anonymous",
  (context) => {
    const anonymous = source(config({ contexts: [{ name: "one", context }] }), "/k");
    const { kubeconfig } = selectContext([anonymous]);
    expect(parse(kubeconfig)).toMatchObject({ users: [], clusters: [{ name: "c1" }] });
  },
);

test("uses the last of several equal keys, and rejects two entries of one name", () => {
  const text = stringify(config());
  expect(selectContext([{ text: `${text}current-context: two\n`, path: "/k" }]).context).toBe("two");
  const twice = config({ users: [{ name: "u1" }, { name: "u1" }] });
  expect(() => selectContext([source(twice, "/k")])).toThrow(
    '/k: users: found "u1" twice; expected each name only once.',
  );
});

test.each([
  ["./bin/auth", "/home/me/.kube/bin/auth"],
  ["../auth", "/home/me/auth"],
  ["/abs/auth", "/abs/auth"],
  ["aws", "aws"],
])("resolves the plugin %s to %s", (command, absolute) => {
  const users = [{ name: "u1", user: { exec: { command, args: ["./x"] } } }];
  const { kubeconfig } = selectContext([source(config({ users }), "/home/me/.kube/config")]);
  expect(parse(kubeconfig).users[0].user.exec).toEqual({ command: absolute, args: ["./x"] });
});

test("rejects a relative plugin in given content", () => {
  const users = [{ name: "u1", user: { exec: { command: "bin/auth" } } }];
  const clusters = [{ name: "c1", cluster: { server: "https://x" } }];
  expect(() => selectContext([source(config({ users, clusters }))])).toThrow(
    /"u1": exec\.command: found the relative path bin\/auth; expected an absolute path or a command in \$PATH/,
  );
});

test("rejects relative paths in given content", () => {
  expect(() => selectContext([source(config())], "one")).toThrow(
    /"c1": certificate-authority: found the relative path ca\.crt; expected an absolute path/,
  );
});
