import { type Decision, decide, type DecisionFacts } from "./decide";
import { NO_DIFF } from "./diff";

describe("deciding", () => {
  const changed = { ...NO_DIFF, changed: true };
  const replacing = { ...changed, replaceKeys: ["kind"] };
  const table: [string, Partial<DecisionFacts>, Decision][] = [
    ["nothing changed", {}, "same"],
    ["something changed", { diff: changed }, "update"],
    ["it is not live yet", { old: { initErrors: ["slow"] } }, "update"],
    ["an update was interrupted", { interrupted: true }, "update"],
    ["a property forces it", { diff: replacing }, "replace"],
    ["reasons without a change", { diff: { ...replacing, changed: false } }, "same"],
    [
      "the provider wants the old one gone",
      { diff: { ...replacing, deleteBeforeReplace: true } },
      "delete-before-replace",
    ],
    [
      "the program wants the old one gone",
      { diff: replacing, deleteBeforeReplace: true },
      "delete-before-replace",
    ],
    [
      "the program has the last word",
      { diff: { ...replacing, deleteBeforeReplace: true }, deleteBeforeReplace: false },
      "replace",
    ],
    ["the old one is gone already", { old: { initErrors: [], pendingReplacement: true } }, "replace"],
  ];
  it.each(table)("when %s", (_, facts, decision) => {
    const base = {
      old: { initErrors: [] },
      diff: NO_DIFF,
      deleteBeforeReplace: undefined,
      interrupted: false,
    };
    expect(decide({ ...base, ...facts })).toBe(decision);
  });
});
