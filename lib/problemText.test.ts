import { foundExpected, showValue } from "./problemText";

test.each([
  [undefined, "nothing"],
  [null, "null"],
  [80, "80"],
  ["a", '"a"'],
  [{ a: [1] }, '{"a":[1]}'],
  [Symbol("a"), "Symbol(a)"],
])("shows %p as %s", (value, text) => {
  expect(showValue(value)).toBe(text);
});

test("cuts a long value to 80 characters", () => {
  expect(showValue("x".repeat(100))).toBe(`"${"x".repeat(76)}...`);
  expect(showValue("x".repeat(78))).toBe(`"${"x".repeat(78)}"`);
});

test("states what was found, what is expected and a hint", () => {
  expect(foundExpected(80, "an integer from 30000 to 32767")).toBe(
    "found 80; expected an integer from 30000 to 32767.",
  );
  expect(foundExpected("tsl", "one of tls, host", "Did you mean tls?")).toBe(
    'found "tsl"; expected one of tls, host. Did you mean tls?',
  );
});
