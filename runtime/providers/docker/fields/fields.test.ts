import fc from "fast-check";
import { Secret, UNKNOWN, type PropertyMap } from "../../../protocol/values";
import { containerFields } from "../container/fields";
import { isAutoName, withName } from "./autoName";
import { comparable, diffFields, driftedInputs } from "./compare";
import { markLike, maskOf } from "./secrets";

const diff = (olds: PropertyMap, news: PropertyMap, ignoreChanges: string[] = []) =>
  diffFields(
    { image: "i", ...olds },
    { image: "i", ...news },
    { fields: containerFields, deleteFirst: () => true },
    ignoreChanges,
  );

test.each<[string, PropertyMap, PropertyMap]>([
  ["defaults", {}, { restart: "no", mustRun: true, logs: false, waitTimeout: 60 }],
  [
    "the official plugin's internal data",
    { __defaults: ["a"], labels: [{ __defaults: [], label: "a", value: "b" }] },
    { labels: [{ label: "a", value: "b" }] },
  ],
  ["the order of a set", { envs: ["A=1", "B=2"] }, { envs: ["B=2", "A=1"] }],
  [
    "the order in a set's entries",
    { networksAdvanced: [{ name: "n", aliases: ["a", "b"] }] },
    { networksAdvanced: [{ aliases: ["b", "a"], name: "n" }] },
  ],
  ["an empty list", {}, { dns: [] }],
  [
    "a default in an entry",
    { ports: [{ internal: 1 }] },
    { ports: [{ internal: 1, ip: "0.0.0.0", protocol: "tcp" }] },
  ],
  ["a secret mark", { envs: ["A=1"] }, { envs: new Secret(["A=1"]) }],
])("%s cause no difference", (_, olds, news) => {
  expect(diff(olds, news)).toMatchObject({ changes: "none", replaces: [] });
});

test.each<[PropertyMap, PropertyMap, string[], string[]]>([
  [{ memory: 1 }, { memory: 2 }, ["memory"], []],
  [{ restart: "no" }, { restart: "always" }, ["restart"], []],
  [{ image: "a" }, { image: UNKNOWN }, ["image"], ["image"]],
  [{ command: ["a", "b"] }, { command: ["b", "a"] }, ["command"], ["command[0]", "command[1]"]],
  [{ envs: ["A=1"] }, { envs: ["A=1", "B=2"] }, ["envs"], ["envs"]],
  [{ tmpfs: { "/a": "" } }, { tmpfs: { "/a": "size=1m" } }, ["tmpfs"], ["tmpfs./a"]],
])("%j to %j changes %j and replaces by %j", (olds, news, diffs, replaces) => {
  expect(diff(olds, news)).toMatchObject({
    changes: "some",
    diffs,
    replaces,
    deleteBeforeReplace: replaces.length > 0,
  });
});

test("ignored changes cause no difference", () => {
  expect(diff({ envs: ["A=1"] }, { envs: ["A=2"] }, ["envs"])).toMatchObject({ changes: "none" });
});

test("the comparable form is stable", () => {
  const value = fc.record({
    envs: fc.array(fc.string()),
    labels: fc.array(fc.record({ label: fc.string(), value: fc.string() })),
  });
  fc.assert(
    fc.property(value, (inputs) => {
      const once = comparable(inputs, containerFields);
      expect(comparable(once, containerFields)).toEqual(once);
    }),
  );
});

test("drift replaces a given input, but not one that the program leaves to the daemon", () => {
  const live = { restart: "always", memory: 64, cpuShares: 512, name: "n" };
  const inputs = { restart: "no", memory: 64, name: "n" };
  const watched = ["restart", "memory", "cpuShares", "name"];
  expect(driftedInputs(inputs, live, containerFields, watched)).toEqual({ ...inputs, restart: "always" });
});

test("generates a name once, like the official plugin, and keeps it", () => {
  const randomSeed = new Uint8Array(32);
  const created = withName({}, { name: "web", randomSeed }).name as string;
  expect(created).toMatch(/^web-[0-9a-f]{7}$/);
  const other = new Uint8Array(32).fill(1);
  expect(withName({}, { name: "web", randomSeed: other }).name).not.toBe(created);
  expect(withName({}, { name: "web", randomSeed: other, olds: { name: created } }).name).toBe(created);
  expect(withName({}, { name: "web", randomSeed, olds: { name: "given" } }).name).toBe(created);
  expect(withName({ name: "given" }, { name: "web", randomSeed, olds: { name: created } }).name).toBe(
    "given",
  );
  expect(withName({}, { name: "x".repeat(300), randomSeed }).name as string).toHaveLength(255);
  expect(isAutoName("web-1234567", "web")).toBe(true);
  expect(isAutoName("web-12345678", "web")).toBe(false);
});

test("hides secrets: whole, as a variable's value, and line by line", () => {
  const mask = maskOf({
    envs: [new Secret("PASSWORD=hunter2hunter2"), "USER=admin"],
    uploads: new Secret([{ file: "/key", content: "-----BEGIN\nabcdefgh\n" }]),
  });
  expect(mask("admin hunter2hunter2 PASSWORD=hunter2hunter2 abcdefgh")).toBe(
    "admin [secret] [secret] [secret]",
  );
});

test("secret marks follow their values", () => {
  const marked = { a: [new Secret("x"), "y"], b: "z" };
  expect(markLike({ a: ["x", "y"], b: "z", c: 1 }, marked)).toEqual({ ...marked, c: 1 });
  expect(markLike({ a: ["x"] }, marked)).toEqual({ a: new Secret(["x"]) });
});
