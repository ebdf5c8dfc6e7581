import { shellWords } from "./shellWords";

test.each<[string, string[]]>([
  ["", []],
  ["  --import   tsx ", ["--import", "tsx"]],
  [`--require "./a b.js"`, ["--require", "./a b.js"]],
  [`--title='it is "so"' x`, ['--title=it is "so"', "x"]],
  [`a\\ b "c\\"d" "\\n"`, ["a b", 'c"d', "\\n"]],
  [`"" x`, ["", "x"]],
])("splits %j", (line, words) => {
  expect(shellWords(line)).toEqual(words);
});

test("rejects a quote that is not closed", () => {
  expect(() => shellWords("--require 'a")).toThrow("found --require 'a; expected a closing '");
});
