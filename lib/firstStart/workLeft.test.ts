import fc from "fast-check";
import { roughly, WorkLeft } from "./workLeft";

/** Work on a machine of a speed, with a clock that the test advances. */
function workAt(speed: number) {
  let now = 1000;
  const work = new WorkLeft(
    () => speed,
    () => now,
  );
  return { work, wait: (seconds: number) => void (now += seconds) };
}

test("starts with the sum of all costs at the expected speed", () => {
  const { work } = workAt(2);
  expect(work.seconds).toBe(0);
  work.expect("kubernetes", 600);
  work.expect("istio", 400);
  work.expect("istio", 400); // Images share layers.
  expect(work.seconds).toBe(500);
});

test("follows the observed speed as work is done", () => {
  const { work, wait } = workAt(2);
  work.expect("kubernetes", 600);
  work.expect("istio", 400);
  wait(600); // Half as fast as expected, which counts 60 of 660 processor seconds.
  work.record("kubernetes", 1);
  expect(work.seconds).toBeCloseTo(400 / (660 / 630));
});

test("counts what the caches have already", () => {
  const { work } = workAt(1);
  work.expect("kubernetes", 600);
  work.limit("kubernetes", 100);
  work.limit("kubernetes", 200);
  expect(work.seconds).toBe(100);
});

test("ignores unknown parts and shares that go back", () => {
  const { work } = workAt(1);
  work.record("unknown", 0.5);
  work.limit("unknown", 5);
  work.expect("kubernetes", 100);
  work.record("kubernetes", 0.5);
  work.record("kubernetes", 0.2);
  work.record("kubernetes", 1.5);
  expect(work.seconds).toBe(0);
});

test("is within a third of the real time on a machine of any speed, if the costs are right", () => {
  const cost = fc.integer({ min: 100, max: 800 });
  fc.assert(
    fc.property(
      fc.array(cost, { minLength: 1, maxLength: 6 }),
      fc.double({ min: 0.8, max: 1.2, noNaN: true }),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      (costs, factor, share) => {
        const { work, wait } = workAt(2);
        costs.forEach((one, i) => work.expect(`part ${i}`, one));
        const total = costs.reduce((sum, one) => sum + one, 0);
        wait((total * share) / (2 * factor));
        costs.forEach((_, i) => work.record(`part ${i}`, share));
        const left = (total * (1 - share)) / (2 * factor);
        expect(work.seconds / left).toBeGreaterThan(2 / 3);
        expect(work.seconds / left).toBeLessThan(4 / 3);
      },
    ),
  );
});

test.each([
  [0, "less than a minute"],
  [29, "less than a minute"],
  [31, "about a minute"],
  [89, "about a minute"],
  [91, "about 2 minutes"],
  [840, "about 14 minutes"],
])("%d seconds are %s", (seconds, text) => {
  expect(roughly(seconds)).toBe(text);
});
