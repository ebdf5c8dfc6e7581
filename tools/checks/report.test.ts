import fc from "fast-check";
import { resultOf, type Verdict } from "../../lib/checks/check";
import { reported, type ReportedCheck, summaryOf, Table } from "./report";

const check = (id: string, verdict: Verdict, subject = "This machine"): ReportedCheck =>
  reported(subject, resultOf({ id, title: `about ${id}`, fix: "Ask for help." }, verdict, 12));

const checks = [
  check("good", { found: ["a fact", "another"] }),
  check("old", { failures: [{ text: "found 1; expected 2", fix: "Update it", warning: true }] }),
  check("bad", { failures: ["found 1\nand 3; expected 2", "found none; expected 2"] }),
  check("away", { skipped: "not here" }),
  check("gone", { skipped: "not here" }),
  check("unsaid", { skipped: "unknown" }, "The cluster"),
];

function table(shown: readonly ReportedCheck[], colour = false): string {
  let text = "";
  const ids = shown.map(({ id }) => id);
  const result = new Table(ids, (part) => (text += part), { colour });
  result.begin();
  result.begin();
  for (const each of shown) result.add(each);
  result.end("dev", summaryOf(shown));
  return text;
}

test("a reported check contains what was found and expected, and each fix once", () => {
  expect(checks[0]).toEqual({
    subject: "This machine",
    id: "good",
    title: "about good",
    result: "passed",
    details: ["a fact", "another"],
    fixes: [],
    milliseconds: 12,
  });
  expect(checks[1]).toMatchObject({ result: "warning", fixes: ["Update it."] });
  expect(checks[2]).toMatchObject({ result: "failed", fixes: ["Ask for help."] });
  expect(checks[3]).toMatchObject({ result: "skipped", details: ["not here"], fixes: [] });
});

test("the table shows subjects, results, details and fixes, and groups checks skipped for the same reason in one row", () => {
  expect(table(checks)).toBe(
    [
      "RESULT   CHECK   WHAT",
      "",
      "This machine",
      "passed   good    about good",
      "                   a fact",
      "                   another",
      "warning  old     about old",
      "                   found 1; expected 2",
      "                   Fix: Update it.",
      "failed   bad     about bad",
      "                   found 1",
      "                   and 3; expected 2",
      "                   found none; expected 2",
      "                   Fix: Ask for help.",
      "skipped          away, gone",
      "                   not here",
      "",
      "The cluster",
      "skipped  unsaid  about unsaid",
      "                   unknown",
      "",
      "Stack dev: 1 passed, 1 warning, 1 failed, 3 skipped",
      "",
    ].join("\n"),
  );
});

test("a terminal's table has the same text in colours", () => {
  const text = table(checks, true);
  expect(text).toContain("\u001b[32mpassed\u001b[39m   good    about good");
  expect(text.replaceAll(/\u001b\[\d+m/g, "")).toBe(table(checks));
});

const anyChecks = fc.array(
  fc
    .record({
      subject: fc.constantFrom("This machine", "The cluster"),
      verdict: fc.record(
        {
          found: fc.array(fc.constantFrom("a fact", "another")),
          failures: fc.array(fc.constantFrom("bad", { text: "poor", warning: true })),
          skipped: fc.constantFrom("not here", "unknown"),
        },
        { requiredKeys: [] },
      ),
    })
    .map(({ subject, verdict }) => ({ subject, verdict })),
);

test("the summary counts every check once, and the table contains every ID in order", () => {
  fc.assert(
    fc.property(anyChecks, (all) => {
      const shown = all.map(({ subject, verdict }, i) => check(`check-${i}-`, verdict, subject));
      const { passed, warnings, failed, skipped } = summaryOf(shown);
      expect(passed + warnings + failed + skipped).toBe(shown.length);
      const rows = table(shown).replaceAll(/about check-\d+-/g, "");
      expect(rows.match(/check-\d+-/g) ?? []).toEqual(shown.map(({ id }) => id));
    }),
  );
});
