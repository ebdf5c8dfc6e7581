import type { Check, Result } from "./check";
import { runChecks } from "./runChecks";

const check = (id: string, run: Check<[number]>["run"]): Check<[number]> => ({
  id,
  title: `about ${id}`,
  fix: `Repair ${id}.`,
  run,
});

test("reports every result in order, and continues after a failure and an error", async () => {
  const reported: string[] = [];
  const results = await runChecks(
    [
      check("good", (n) => ({ found: [`${n}`] })),
      check("bad", () => Promise.resolve({ failures: ["a problem"] })),
      check("broken", () => Promise.reject(new Error("no answer"))),
      check("elsewhere", () => ({ skipped: "not supported here" })),
    ],
    [7],
    { onResult: ({ id }) => reported.push(id) },
  );
  expect(results).toMatchObject([
    { id: "good", title: "about good", result: "passed", found: ["7"] },
    { id: "bad", result: "failed", failures: [{ text: "a problem", fix: "Repair bad." }] },
    { id: "broken", result: "failed", failures: [{ text: "no answer", fix: "Repair broken." }] },
    { id: "elsewhere", result: "skipped", skipped: "not supported here" },
  ]);
  expect(reported).toEqual(["good", "bad", "broken", "elsewhere"]);
});

test("omits a check that nothing requires", async () => {
  expect(await runChecks([check("unused", () => undefined)], [1])).toEqual([]);
});

test("runs one check at a time", async () => {
  let running = 0;
  const alone = async () => {
    expect(++running).toBe(1);
    await Promise.resolve();
    running--;
    return {};
  };
  await runChecks([check("a", alone), check("b", alone)], [1]);
});

test("an interrupted check reverts its changes, and neither it nor a later one is reported", async () => {
  const interrupt = new AbortController();
  const done: string[] = [];
  const changing = check("changing", async () => {
    try {
      interrupt.abort(new Error("Ctrl-C"));
      interrupt.signal.throwIfAborted();
      return {};
    } finally {
      await Promise.resolve();
      done.push("reverted");
    }
  });
  const next = check("next", () => {
    done.push("next");
    return {};
  });
  const onResult = ({ id }: Result) => done.push(id);
  const { signal } = interrupt;
  await expect(runChecks([changing, next], [1], { signal, onResult })).rejects.toThrow("Ctrl-C");
  expect(done).toEqual(["reverted"]);
});
