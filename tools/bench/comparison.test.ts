import { compare } from "./comparison";

test("runs the contenders in turns, and shows medians, ranges and ratios per row", async () => {
  const order: string[] = [];
  const contender = (name: string, rows: Record<string, number[]>) => ({
    name,
    commands: Object.fromEntries(
      Object.entries(rows).map(([row, seconds]) => [
        row,
        async () => {
          order.push(`${name} ${row}`);
          return { seconds: seconds.shift()!, peakMiB: 100 };
        },
      ]),
    ),
  });
  const table = await compare(2, [
    contender("ours", { up: [1, 2], destroy: [3, 3] }),
    contender("theirs", { up: [4, 4] }),
  ]);
  expect(order).toEqual([
    ...["ours up", "ours destroy", "theirs up"],
    ...["ours up", "ours destroy", "theirs up"],
  ]);
  expect(table.split("\n")).toEqual([
    "| command | ours | theirs | ratio |",
    "| --- | --- | --- | --- |",
    "| up | 1.50 s (1.00–2.00), 100 MiB | 4.00 s (4.00–4.00), 100 MiB | 0.38 |",
    "| destroy | 3.00 s (3.00–3.00), 100 MiB |  |  |",
  ]);
});
