import { oneAtATime } from "./oneAtATime";

test("runs one action of a queue at a time, by rank and then in the order of the calls", async () => {
  const events: string[] = [];
  const run = (name: string, rank?: number) =>
    oneAtATime(
      "queue",
      async () => {
        events.push(`${name} starts`);
        await new Promise((resolve) => setImmediate(resolve));
        events.push(`${name} ends`);
        return name;
      },
      rank,
    );
  expect(await Promise.all([run("first", 3), run("late", 2), run("a", 1), run("b", 1)])).toEqual([
    ...["first", "late", "a", "b"],
  ]);
  expect(events).toEqual(["first", "a", "b", "late"].flatMap((name) => [`${name} starts`, `${name} ends`]));
});

test("continues after an action that fails, and does not wait for other queues", async () => {
  let release = () => {};
  const blocked = oneAtATime("blocked", () => new Promise<void>((resolve) => (release = resolve)));
  const failing = oneAtATime("queue", () => Promise.reject(new Error("no")));
  const next = oneAtATime("queue", async () => "next");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("next");
  release();
  await blocked;
});
