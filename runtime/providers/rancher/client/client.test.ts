import fc from "fast-check";
import { pauseBefore } from "./client";

test("retries at growing intervals, and never after the time limit", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => pauseBefore(attempt, 60_000))).toEqual([
    100, 200, 400, 800, 1600, 3200, 5000, 5000,
  ]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: -10, max: 100_000 }),
      (attempt, left) => {
        const pause = pauseBefore(attempt, left);
        if (left <= 0) expect(pause).toBeUndefined();
        else {
          expect(pause).toBeGreaterThan(0);
          expect(pause).toBeLessThanOrEqual(left);
        }
      },
    ),
  );
});
