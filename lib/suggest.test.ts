import { didYouMean, suggestion } from "./suggest";

const known = ["host", "memory", "context", "tls"];

test.each([
  ["memroy", "memory"],
  ["contxt", "context"],
  ["hots", "host"],
  ["tlss", "tls"],
  ["tl", "tls"],
  ["memory", "memory"],
])("suggests for %s the closest name %s", (name, expected) => {
  expect(suggestion(name, known)).toBe(expected);
});

test.each([
  ["tsl", ["tag", "tls"], "tls"],
  ["liev", ["dev", "live"], "live"],
])("counts two swapped letters of %s as one wrong letter", (name, names, expected) => {
  expect(suggestion(name, names)).toBe(expected);
});

test.each(["x", "constructor", "completely-different", ""])("suggests nothing for %j", (name) => {
  expect(suggestion(name, ["kubernetes", "prometheus"])).toBeUndefined();
});

test("accepts two wrong letters in a short name and half of the letters in a long one", () => {
  expect(suggestion("ab", ["cd"])).toBe("cd");
  expect(suggestion("abc", ["xyz"])).toBeUndefined();
  expect(suggestion("abcdefgh", ["abcdwxyz"])).toBe("abcdwxyz");
  expect(suggestion("abcdefgh", ["abcvwxyz"])).toBeUndefined();
});

test("suggests nothing without known names", () => {
  expect(suggestion("a", [])).toBeUndefined();
});

test("words the suggestion as a question", () => {
  expect(didYouMean("memroy", known)).toBe("Did you mean memory?");
  expect(didYouMean("constructor", ["tls"])).toBeUndefined();
});
