import fc from "fast-check";
import { formatDuration, normalizeDuration, parseDuration, parseDurationSeconds } from "./duration";

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
  ["1500µs", "1.5ms"],
  ["1500μs", "1.5ms"],
  [".5s", "500ms"],
  ["1.s", "1s"],
  ["+1s", "1s"],
  ["1s1s", "2s"],
  ["0", "0s"],
  ["-0", "0s"],
  ["-1.5s", "-1.5s"],
  ["1.9ns", "1ns"],
  ["0.3333333333333333333h", "20m0s"],
])("normalizes %s to %s, as Go does", (text, normal) => {
  expect(normalizeDuration(text)).toBe(normal);
});

test.each(["", "1", "s", ".s", "1 s", "1d", "1s2", "abc", "+", "-", "--1s", "1e3s", "2562048h", "soon", "m5"])(
  "rejects %j",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
    expect(parseDurationSeconds(text)).toBeUndefined();
    expect(() => normalizeDuration(text)).toThrow(
      `found ${JSON.stringify(text)}; expected a duration, such as "1s"`,
    );
  },
);

test.each([
  ["1h2m3.5s", 3723.5],
  ["250ms", 0.25],
  ["7us", 7e-6],
  ["-2.3s", -2.3],
  ["2562047h", 2562047 * 3600],
])("%s is %p seconds", (text, seconds) => {
  expect(parseDurationSeconds(text)).toBe(seconds);
});

test("reads back what it prints", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e15, max: 1e15 }), (nanoseconds) => {
      expect(parseDuration(formatDuration(nanoseconds))).toBe(nanoseconds);
    }),
  );
});

test("adds the parts of a duration", () => {
  const part = fc.tuple(fc.nat(999), fc.constantFrom("ns", "us", "ms", "s", "m", "h"));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
      const texts = parts.map(([amount, unit]) => `${amount}${unit}`);
      const sum = texts.reduce((total, text) => total + parseDuration(text)!, 0);
      expect(parseDuration(texts.join(""))).toBe(sum);
    }),
  );
});

test("returns an integer or undefined for any text", () => {
  const text = fc.stringMatching(/^[+-]?([0-9]{0,3}(\.[0-9]{0,3})?(ns|us|ms|s|m|h|d)?){0,3}$/);
  fc.assert(
    fc.property(text, (given) => {
      const nanoseconds = parseDuration(given);
      expect(nanoseconds === undefined || Number.isInteger(nanoseconds)).toBe(true);
      if (nanoseconds !== undefined) expect(normalizeDuration(given)).toBe(formatDuration(nanoseconds));
    }),
  );
});
