import { type Decision, decide, type DecisionFacts } from "./decide";
import { NO_DIFF } from "./diff";

describe("decide", () => {
  const changed = { ...NO_DIFF, changed: true };
  const replacing = { ...changed, replaceKeys: ["kind"] };
  const table: [string, Partial<DecisionFacts>, Decision][] = [
    ["nothing changed", {}, "same"],
    ["something changed", { diff: changed }, "update"],
    ["the resource is not ready", { old: { initErrors: ["slow"] } }, "update"],
    ["an update was interrupted", { interrupted: true }, "update"],
    ["a property requires a replacement", { diff: replacing }, "replace"],
    ["there are replace keys but no change", { diff: { ...replacing, changed: false } }, "same"],
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
