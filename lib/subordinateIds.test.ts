import { freeRange, rangeOf } from "./subordinateIds";

const TEXT =
  "# comment\nanna:100000:65536\nbert:165536:1000\nbert:300000:65536\n1002:400000:131072\nwrong:x:1\n";

test.each([
  [["anna", "1000"], { first: 100_000, count: 65_536 }],
  // The first of bert's ranges is too small.
  [["bert", "1001"], { first: 300_000, count: 65_536 }],
  [["carl", "1002"], { first: 400_000, count: 131_072 }],
])("finds the range of %j", (user, range) => expect(rangeOf(TEXT, user)).toMatchObject(range));

test("reports no range for a user without a line", () => {
  expect(rangeOf(TEXT, ["dora", "1003"])).toBeUndefined();
  expect(rangeOf("", ["anna"])).toBeUndefined();
});

test("proposes a range after all others", () => {
  expect(freeRange(TEXT, "anna:600000:65536\n")).toEqual({ first: 665_536, count: 65_536 });
  expect(freeRange("", "")).toEqual({ first: 100_000, count: 65_536 });
});
