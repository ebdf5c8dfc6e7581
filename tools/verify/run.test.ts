import type { Check, CheckContext, Verdict } from "./check";
import { runChecks } from "./run";
import { createTable } from "../checkTable";

const check = (id: string, run: Check["run"], skipReason: Check["skipReason"] = () => undefined): Check => ({
  id,
  title: `about ${id}`,
  skipReason,
  run,
});
const verdict = (ok: boolean, ...lines: string[]): Verdict => ({ ok, lines });
/** These checks use only the signal. */
const run = (checks: Check[], { signal = new AbortController().signal, timeoutMs = 60_000 } = {}) =>
  runChecks(checks, { signal } as CheckContext, { timeoutMs });

test("reports passed, failed and skipped checks, and continues after a failure", async () => {
  const reports = await run([
    check("good", () => Promise.resolve(verdict(true, "a fact"))),
    check("bad", () => Promise.resolve(verdict(false, "a problem"))),
    check("broken", () => Promise.reject(new Error("no answer"))),
    check(
      "elsewhere",
      () => Promise.reject(new Error("must not run")),
      () => "not supported here",
    ),
    check(
      "unknown",
      () => Promise.reject(new Error("must not run")),
      () => Promise.reject(new Error("who knows")),
    ),
  ]);
  expect(reports.map(({ id, result, details }) => [id, result, ...details])).toEqual([
    ["good", "passed", "a fact"],
    ["bad", "failed", "a problem"],
    ["broken", "failed", "no answer"],
    ["elsewhere", "skipped", "not supported here"],
    ["unknown", "failed", "who knows"],
  ]);
});

test("repeats a probe until its verdict is good, also after errors", async () => {
  let probes = 0;
  const patient = check("patient", (context) =>
    context.eventually(() => {
      probes++;
      if (probes === 1) return Promise.reject(new Error("not yet"));
      return Promise.resolve(verdict(probes === 3, `${probes} probes`));
    }),
  );
  expect((await run([patient]))[0]).toMatchObject({ result: "passed", details: ["3 probes"] });
});

test("reports the last verdict after the timeout", async () => {
  const never = check("never", (context) =>
    context.eventually(() => Promise.reject(new Error("still nothing"))),
  );
  expect((await run([never], { timeoutMs: 10 }))[0]).toMatchObject({
    result: "failed",
    details: ["still nothing"],
  });
});

test("an interrupted check reverts its changes, and no other check runs", async () => {
  const interrupt = new AbortController();
  const done: string[] = [];
  const changing = check("changing", async (context) => {
    try {
      return await context.eventually(() => {
        interrupt.abort(new Error("Ctrl-C"));
        return Promise.resolve(verdict(false));
      });
    } finally {
      done.push("reverted");
    }
  });
  const next = check("next", () => {
    done.push("next");
    return Promise.resolve(verdict(true));
  });
  await expect(run([changing, next], interrupt)).rejects.toThrow("Ctrl-C");
  expect(done).toEqual(["reverted"]);
});

test("the table shows results and details, with colours only on request", async () => {
  const reports = await run([
    check("good", () => Promise.resolve(verdict(true, "a fact", "another"))),
    check(
      "elsewhere",
      () => Promise.reject(new Error("must not run")),
      () => "not here",
    ),
  ]);
  const text = (colour: boolean) => {
    const table = createTable(["good", "elsewhere"], { colour });
    return [table.head(), ...reports.map((report) => table.row(report))].join("");
  };
  expect(text(false)).toBe(
    [
      "RESULT   CHECK      WHAT",
      "passed   good       about good",
      "                      a fact",
      "                      another",
      "skipped  elsewhere  about elsewhere",
      "                      not here",
      "",
    ].join("\n"),
  );
  expect(text(true)).toContain("\u001b[32mpassed\u001b[39m   good       about good");
});
