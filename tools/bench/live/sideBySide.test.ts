import { table } from "./sideBySide";

test("prints medians with their ranges, and the median of the ratios of the rounds", () => {
  const rounds = {
    withRoot: [
      { page: 20, destroy: 8 },
      { page: 30, destroy: 8 },
      { page: 25, destroy: 8 },
    ],
    withoutRoot: [
      { page: 22, destroy: 16 },
      { page: 120, destroy: 4 },
      { page: 30, destroy: 8.5 },
    ],
  };
  expect(table("seconds", rounds)).toBe(
    [
      "| seconds | with root | without root | ratio |",
      "| --- | --- | --- | --- |",
      "| page | 25.0 (20.0–30.0) | 30.0 (22.0–120) | 1.20 |",
      "| destroy | 8.00 (8.00–8.00) | 8.50 (4.00–16.0) | 1.06 |",
    ].join("\n"),
  );
});

test("prints a single round without a range", () => {
  const rounds = { withRoot: [{ page: 20 }], withoutRoot: [{ page: 25 }] };
  expect(table("seconds", rounds)).toContain("| page | 20.0 | 25.0 | 1.25 |");
});
