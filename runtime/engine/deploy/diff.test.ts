import type { DiffResponse } from "../../protocol/provider";
import { Secret, UNKNOWN } from "../../protocol/values";
import {
  applyReplaceOnChanges,
  changedKeys,
  fromProvider,
  invertDiff,
  isReplacement,
  NO_DIFF,
  processIgnoreChanges,
  propertyDifferences,
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
    const diff = fromProvider(answer({ changes: "none", diffs: ["a"] }), { a: 1 }, { a: 2 }, []);
    expect(diff.changed).toBe(false);
  });

  it("is computed from the inputs when the provider does not know", () => {
    expect(fromProvider(answer({}), { a: 1, b: 1 }, { a: 2, b: 2 }, ["b"])).toMatchObject({
      changed: true,
      changedKeys: ["a"],
    });
    expect(fromProvider(answer({}), { a: 1 }, { a: 2 }, ["a"]).changed).toBe(false);
  });

  it("requires a replacement by its keys or its details", () => {
    expect(isReplacement({ ...NO_DIFF, replaceKeys: ["a"] })).toBe(true);
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
    changed: true,
    changedKeys: ["spec", "data"],
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
    expect(result.replaceKeys).toEqual(keys);
    expect(result.detailedDiff!["spec.replicas"]!.kind).toBe(kind);
  });

  it("replaces a resource that is not ready only when #initerror is named", () => {
    expect(applyReplaceOnChanges(NO_DIFF, ["#initerror"], true)).toMatchObject({
      changed: true,
      replaceKeys: ["#initerror"],
    });
    expect(applyReplaceOnChanges(NO_DIFF, ["data"], true).changed).toBe(false);
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
