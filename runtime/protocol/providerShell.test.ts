import { configDifference } from "./providerShell";

test("ignores the properties that the SDK adds to an unchanged configuration", () => {
  expect(configDifference({ a: 1, version: "1", __internal: {} }, { a: 1, version: "2" })).toEqual({
    changes: "none",
    replaces: [],
    stables: [],
    diffs: [],
    deleteBeforeReplace: false,
  });
});

test("only changed keys can replace the provider's resources", () => {
  expect(configDifference({ a: 1, b: 1 }, { a: 2, b: 1, c: 3 }, ["a", "b"])).toMatchObject({
    changes: "some",
    diffs: ["a", "c"],
    replaces: ["a"],
  });
});
