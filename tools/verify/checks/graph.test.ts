import { callProblems, callsBetween, callsOf } from "./graph";

const sample = (from: string, to: string, value: number) => ({
  labels: { source_canonical_service: from, destination_service_name: to },
  value,
});

test("adds up the calls of all workloads of an application", () => {
  expect(callsOf([sample("a", "b", 1), sample("a", "b", 2), sample("b", "c", 4)])).toEqual(
    new Map([
      ["a to b", 3],
      ["b to c", 4],
    ]),
  );
});

test("contains only calls between the two readings", () => {
  const before = callsOf([sample("a", "b", 3), sample("b", "c", 4)]);
  const after = callsOf([sample("a", "b", 5), sample("b", "c", 4), sample("c", "d", 1)]);
  expect(callsBetween(before, after)).toEqual(
    new Map([
      ["a to b", 2],
      ["c to d", 1],
    ]),
  );
});

test("reports missing, additional and differing edges", () => {
  const expected = callsOf([sample("a", "b", 2), sample("b", "c", 1)]);
  expect(callProblems(expected, expected)).toEqual([]);
  expect(callProblems(callsOf([sample("a", "b", 3), sample("x", "y", 1)]), expected)).toEqual([
    "a to b: found 3 calls; expected 2",
    "b to c: found 0 calls; expected 1",
    "x to y: found 1 calls; expected 0",
  ]);
});
