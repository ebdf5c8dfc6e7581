import type { Check, CheckContext, Verdict } from "./check";
import { runChecks } from "./run";
import { createTable } from "./table";

const check = (id: string, run: Check["run"], needs: Check["needs"] = () => undefined): Check => ({
  id,
  title: `about ${id}`,
  needs,
  run,
});
const verdict = (ok: boolean, ...lines: string[]): Verdict => ({ ok, lines });
/** Checks here look at nothing but the signal. */
const run = (checks: Check[], { signal = new AbortController().signal, timeoutMs = 60_000 } = {}) =>
  runChecks(checks, { signal } as CheckContext, { timeoutMs });

test("each check ends in one of three ways, and one that fails stops none", async () => {
  const reports = await run([
    check("good", () => Promise.resolve(verdict(true, "a fact"))),
    check("bad", () => Promise.resolve(verdict(false, "a problem"))),
    check("broken", () => Promise.reject(new Error("no answer"))),
    check(
      "elsewhere",
      () => Promise.reject(new Error("never made")),
      () => "there is no such thing here",
    ),
    check(
      "unknown",
      () => Promise.reject(new Error("never made")),
      () => Promise.reject(new Error("who knows")),
    ),
  ]);
  expect(reports.map(({ id, result, details }) => [id, result, ...details])).toEqual([
    ["good", "passed", "a fact"],
    ["bad", "failed", "a problem"],
    ["broken", "failed", "no answer"],
    ["elsewhere", "left out", "there is no such thing here"],
    ["unknown", "failed", "who knows"],
  ]);
});

test("a condition is asked for until it is so, errors and all", async () => {
  let asked = 0;
  const patient = check("patient", (context) =>
    context.eventually(() => {
      asked++;
      if (asked === 1) return Promise.reject(new Error("not yet"));
      return Promise.resolve(verdict(asked === 3, `asked ${asked} times`));
    }),
  );
  expect((await run([patient]))[0]).toMatchObject({ result: "passed", details: ["asked 3 times"] });
});

test("when the time is up, the last verdict counts", async () => {
  const never = check("never", (context) =>
    context.eventually(() => Promise.reject(new Error("still nothing"))),
  );
  expect((await run([never], { timeoutMs: 10 }))[0]).toMatchObject({
    result: "failed",
    details: ["still nothing"],
  });
});

test("an interrupted check puts back what it changed, and no other is made", async () => {
  const interrupt = new AbortController();
  const done: string[] = [];
  const changing = check("changing", async (context) => {
    try {
      return await context.eventually(() => {
        interrupt.abort(new Error("Ctrl-C"));
        return Promise.resolve(verdict(false));
      });
    } finally {
      done.push("put back");
    }
  });
  const next = check("next", () => {
    done.push("next");
    return Promise.resolve(verdict(true));
  });
  await expect(run([changing, next], interrupt)).rejects.toThrow("Ctrl-C");
  expect(done).toEqual(["put back"]);
});

test("the table says each result with what was found, in colour only where it is wanted", async () => {
  const reports = await run([
    check("good", () => Promise.resolve(verdict(true, "a fact", "another"))),
    check(
      "elsewhere",
      () => Promise.reject(new Error("never made")),
      () => "not here",
    ),
  ]);
  const text = (colour: boolean) => {
    const table = createTable(["good", "elsewhere"], { colour });
    return [table.head(), ...reports.map((report) => table.row(report))].join("");
  };
  expect(text(false)).toBe(
    [
      "RESULT    CHECK      WHAT",
      "passed    good       about good",
      "                       a fact",
      "                       another",
      "left out  elsewhere  about elsewhere",
      "                       not here",
      "",
    ].join("\n"),
  );
  expect(text(true)).toContain("\u001b[32mpassed\u001b[39m    good       about good");
});
