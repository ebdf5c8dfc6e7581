import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { both } from "./both";
import { type Engine, officialCli } from "./stack";

const cache = mkdtempSync(join(tmpdir(), "answers-"));
const { XDG_CACHE_HOME } = process.env;
beforeAll(async () => {
  await officialCli(); // In the usual cache.
  process.env.XDG_CACHE_HOME = cache;
});
afterAll(() => {
  if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
  rmSync(cache, { recursive: true });
});

/** Asks both engines twice. @returns the engines that were run, and the last results */
async function askTwice(answers: Record<Engine, unknown>, subjects: [unknown, unknown]) {
  const run: Engine[] = [];
  const task = (engine: Engine) => {
    run.push(engine);
    return Promise.resolve(answers[engine]);
  };
  await both(task, subjects[0]);
  return { results: await both(task, subjects[1]), run: run.sort() };
}

test("keeps the official answer when both engines agree, and runs the embedded engine again", async () => {
  const answer = { code: 0, lines: ["a"], nothing: undefined };
  const subject = randomUUID();
  const { results, run } = await askTwice({ official: answer, embedded: answer }, [subject, subject]);
  expect(results).toEqual({ official: answer, embedded: answer });
  expect(run).toEqual(["embedded", "embedded", "official"]);
});

test("keeps no answer when the engines differ", async () => {
  const subject = randomUUID();
  const { results, run } = await askTwice({ official: 1, embedded: 2 }, [subject, subject]);
  expect(results).toEqual({ official: 1, embedded: 2 });
  expect(run).toEqual(["embedded", "embedded", "official", "official"]);
});

test("keeps the answers of two subjects, and of two calls in a test, apart", async () => {
  const one = await askTwice({ official: 1, embedded: 1 }, [randomUUID(), randomUUID()]);
  const two = await askTwice({ official: 1, embedded: 1 }, [undefined, undefined]);
  expect([one.run, two.run]).toEqual([
    ["embedded", "embedded", "official", "official"],
    ["embedded", "embedded", "official", "official"],
  ]);
});
