import fc from "fast-check";
import { errorsOf, type Failure, messageOf, resultOf, type Verdict, warningsOf } from "./check";

const check = { id: "memory", title: "enough memory is available", fix: "Stop other processes." };

test.each<[string, string, Verdict]>([
  ["nothing at all", "passed", {}],
  ["findings", "passed", { found: ["2 GiB"], failures: [] }],
  ["a reason for a skip", "skipped", { skipped: "not Linux" }],
  ["a warning", "warning", { failures: [{ text: "little", warning: true }] }],
  ["an error", "failed", { failures: ["none"] }],
  ["a warning and an error", "failed", { failures: [{ text: "little", warning: true }, "none"] }],
  ["an error and unknown facts", "failed", { failures: ["none"], skipped: "unknown: swap" }],
])("a verdict with %s is %s", (_, result, verdict) => {
  expect(resultOf(check, verdict)).toMatchObject({ id: check.id, title: check.title, result });
});

test("a failure has the fix of its check, unless it has its own", () => {
  const own = { text: "none", fix: "Buy some." };
  const unknown = { text: "odd", fix: undefined };
  expect(resultOf(check, { failures: ["little", unknown, own] }).failures.map(messageOf)).toEqual([
    "little. Stop other processes.",
    "odd. Stop other processes.",
    "none. Buy some.",
  ]);
});

test.each([
  ["found 1; expected 2", "Add one", "found 1; expected 2. Add one."],
  ["the server says: no.", "Is it the right one?", "the server says: no. Is it the right one?"],
])("a message ends each sentence with exactly one punctuation mark: %s", (text, fix, message) => {
  expect(resultOf(check, { failures: [{ text, fix }] }).failures.map(messageOf)).toEqual([message]);
});

const failures: fc.Arbitrary<Failure | string> = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.record(
    { text: fc.string({ minLength: 1 }), fix: fc.string(), warning: fc.boolean(), package: fc.string() },
    { requiredKeys: ["text"] },
  ),
);
const verdicts: fc.Arbitrary<Verdict> = fc.record(
  { found: fc.array(fc.string()), failures: fc.array(failures), skipped: fc.string() },
  { requiredKeys: [] },
);

test("every failure is an error or a warning, and determines the result", () => {
  fc.assert(
    fc.property(verdicts, (verdict) => {
      const result = resultOf(check, verdict);
      const [errors, warnings] = [errorsOf([result]), warningsOf([result])];
      expect(errors.length + warnings.length).toBe(verdict.failures?.length ?? 0);
      expect(result.result === "failed").toBe(errors.length > 0);
      expect(result.result === "warning").toBe(errors.length === 0 && warnings.length > 0);
      const fine = errors.length + warnings.length === 0;
      expect(result.result === "skipped").toBe(fine && verdict.skipped !== undefined);
      expect(result.found).toEqual(fine ? (verdict.found ?? []) : []);
      for (const { fix } of result.failures) expect(typeof fix).toBe("string");
    }),
  );
});
