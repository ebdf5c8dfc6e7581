import * as fc from "fast-check";
import { durationNanoseconds, formatDuration, normalizeDuration } from "./duration";

test.each([
  ["1s", "1s"],
  ["60s", "1m0s"],
  ["2.5s", "2.5s"],
  ["1m0s", "1m0s"],
  ["3600s", "1h0m0s"],
  ["1.5h", "1h30m0s"],
  ["100ms", "100ms"],
  ["0.1s", "100ms"],
  ["1500us", "1.5ms"],
  ["0", "0s"],
  ["-1.5s", "-1.5s"],
])("%s is %s", (text, normal) => {
  expect(normalizeDuration(text)).toBe(normal);
});

test.each(["", "1", "s", "1 s", "1d", "1s2", "abc", "+", "1e3s", "9999999999999999h"])(
  "%j is no duration",
  (text) => {
    expect(durationNanoseconds(text)).toBeUndefined();
    expect(() => normalizeDuration(text)).toThrow(/is no duration/);
  },
);

test("what is printed is read back", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e15, max: 1e15 }), (nanoseconds) => {
      expect(durationNanoseconds(formatDuration(nanoseconds))).toBe(nanoseconds);
    }),
  );
});
