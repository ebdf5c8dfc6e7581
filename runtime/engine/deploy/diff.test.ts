import type { DiffResponse } from "../../protocol/provider";
import { Secret, UNKNOWN } from "../../protocol/values";
import { changedKeys } from "../../protocol/propertyDiff";
import {
  applyReplaceOnChanges,
  type Decision,
  decide,
  invertDiff,
  isReplacement,
  NO_DIFF,
  processIgnoreChanges,
  propertyDifferences,
  SOME_DIFF,
  withKnownChanges,
} from "./diff";

const answer = (given: Partial<DiffResponse>): DiffResponse => ({
  changes: "unknown",
  replaces: [],
  stables: [],
  diffs: [],
  deleteBeforeReplace: false,
  ...given,
});

describe("propertyDifferences", () => {
  it("returns a kind per path", () => {
    const olds = {
      same: 1,
      changed: { a: 1, removed: 1 },
      list: [1, 2],
      hidden: new Secret("a"),
      later: "x",
    };
    const news = { same: 1, changed: { a: 2, added: 1 }, list: [1], hidden: new Secret("b"), later: UNKNOWN };
    expect(propertyDifferences(olds, news)).toEqual({
      "changed.a": { kind: "update", inputDiff: true },
      "changed.removed": { kind: "delete", inputDiff: true },
      "changed.added": { kind: "add", inputDiff: true },
      "list[1]": { kind: "delete", inputDiff: true },
      hidden: { kind: "update", inputDiff: true },
      later: { kind: "update", inputDiff: true },
    });
    expect(changedKeys(olds, news)).toEqual(["changed", "list", "hidden", "later"]);
  });
});

describe("a provider's diff", () => {
  it("is used as it is", () => {
    const diff = withKnownChanges(answer({ changes: "none", diffs: ["a"] }), { a: 1 }, { a: 2 }, []);
    expect(diff.changes).toBe("none");
  });

  it("is computed from the inputs when the provider does not know", () => {
    expect(withKnownChanges(answer({}), { a: 1, b: 1 }, { a: 2, b: 2 }, ["b"])).toMatchObject({
      changes: "some",
      diffs: ["a"],
    });
    expect(withKnownChanges(answer({}), { a: 1 }, { a: 2 }, ["a"]).changes).toBe("none");
  });

  it("requires a replacement by its keys or its details", () => {
    expect(isReplacement({ ...NO_DIFF, replaces: ["a"] })).toBe(true);
    expect(isReplacement({ ...NO_DIFF, detailedDiff: { a: { kind: "add-replace", inputDiff: true } } })).toBe(
      true,
    );
    expect(isReplacement({ ...NO_DIFF, detailedDiff: { a: { kind: "add", inputDiff: true } } })).toBe(false);
  });

  it("is inverted for a refresh", () => {
    const detailedDiff = {
      a: { kind: "add" as const, inputDiff: true },
      b: { kind: "delete" as const, inputDiff: true },
    };
    expect(invertDiff({ ...NO_DIFF, detailedDiff }).detailedDiff).toMatchObject({
      a: { kind: "delete" },
      b: { kind: "add" },
    });
  });
});

describe("replaceOnChanges", () => {
  const diff = {
    ...NO_DIFF,
    changes: "some" as const,
    diffs: ["spec", "data"],
    detailedDiff: { "spec.replicas": { kind: "update" as const, inputDiff: true } },
  };
  it.each([
    [["data"], ["data"], "update"],
    [["spec.replicas"], [], "update-replace"],
    [["*"], ["spec", "data"], "update-replace"],
    [["other"], [], "update"],
    [[], [], "update"],
  ])("%j", (paths, keys, kind) => {
    const result = applyReplaceOnChanges(diff, paths, false);
    expect(result.replaces).toEqual(keys);
    expect(result.detailedDiff!["spec.replicas"]!.kind).toBe(kind);
  });

  it("replaces a resource that is not ready only when #initerror is named", () => {
    expect(applyReplaceOnChanges(NO_DIFF, ["#initerror"], true)).toMatchObject({
      changes: "some",
      replaces: ["#initerror"],
    });
    expect(applyReplaceOnChanges(NO_DIFF, ["data"], true).changes).toBe("none");
  });
});

describe("ignoreChanges", () => {
  it("keeps the old value", () => {
    const olds = { a: 1, b: { c: 1, d: 1 } };
    expect(processIgnoreChanges({ a: 2, b: { c: 2, d: 2 } }, olds, ["a", "b.c"])).toEqual({
      inputs: { a: 1, b: { c: 1, d: 2 } },
      invalid: [],
    });
  });
  it("names a path that does not exist", () => {
    expect(processIgnoreChanges({ a: 2, b: 2 }, { a: { b: {} }, b: 1 }, ["a.b.c", "b"])).toEqual({
      inputs: { a: 2, b: 1 },
      invalid: ["a.b.c"],
    });
  });
});

describe("decide", () => {
  const replacing = { ...SOME_DIFF, replaces: ["kind"] };
  const table: [string, Partial<Parameters<typeof decide>[0]>, Decision][] = [
    ["nothing changed", {}, "same"],
    ["something changed", { diff: SOME_DIFF }, "update"],
    ["the resource is not ready", { old: { initErrors: ["slow"] } }, "update"],
    ["an update was interrupted", { interrupted: true }, "update"],
    ["a property requires a replacement", { diff: replacing }, "replace"],
    ["there are replace keys but no change", { diff: { ...replacing, changes: "none" } }, "same"],
    [
      "the provider requires deleteBeforeReplace",
      { diff: { ...replacing, deleteBeforeReplace: true } },
      "delete-before-replace",
    ],
    [
      "the program sets deleteBeforeReplace",
      { diff: replacing, deleteBeforeReplace: true },
      "delete-before-replace",
    ],
    [
      "the program overrides the provider",
      { diff: { ...replacing, deleteBeforeReplace: true }, deleteBeforeReplace: false },
      "replace",
    ],
    ["the original is already deleted", { old: { initErrors: [], pendingReplacement: true } }, "replace"],
  ];
  it.each(table)("when %s: %j -> %s", (_, facts, decision) => {
    const base = {
      old: { initErrors: [] },
      diff: NO_DIFF,
      deleteBeforeReplace: undefined,
      interrupted: false,
    };
    expect(decide({ ...base, ...facts })).toBe(decision);
  });
});
