import { countOf, freeRange, rangesOf } from "./subordinateIds";

const TEXT =
  "# comment\nanna:100000:65536\nbert:165536:1000\nbert:300000:65536\n1002:400000:131072\nwrong:x:1\n";

test.each([
  [["anna", "1000"], [{ first: 100_000, count: 65_536 }], 65_536],
  [
    ["bert", "1001"],
    [
      { first: 165_536, count: 1000 },
      { first: 300_000, count: 65_536 },
    ],
    66_536,
  ],
  [["carl", "1002"], [{ first: 400_000, count: 131_072 }], 131_072],
  [["dora", "1003"], [], 0],
])("finds the ranges of %j", (user, ranges, count) => {
  expect(rangesOf(TEXT, user)).toEqual(ranges);
  expect(countOf(ranges)).toBe(count);
});

test("proposes a range after all others", () => {
  expect(freeRange(TEXT, "anna:600000:65536\n")).toEqual({ first: 665_536, count: 65_536 });
  expect(freeRange("", "")).toEqual({ first: 100_000, count: 65_536 });
});
