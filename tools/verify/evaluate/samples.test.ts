import { nonZeroSeries, scrapedSince } from "./samples";

const result = (...values: [name: string, value: string][]) =>
  JSON.stringify({
    status: "success",
    data: {
      resultType: "vector",
      result: values.map(([__name__, value]) => ({ metric: { __name__ }, value: [1764084000.1, value] })),
    },
  });

test.each<[string, string, object[]]>([
  ["sums above zero", result(["a", "12"], ["b", "0"]), [{ name: "a", value: 12 }]],
  ["nothing", result(), []],
  ["an invalid number", result(["a", "NaN"]), []],
])("reads %s", (_, text, series) => expect(nonZeroSeries(text)).toEqual(series));

test("reports a failed query", () => {
  expect(() => nonZeroSeries('{"status":"error","errorType":"bad_data","error":"no query"}')).toThrow(
    "Prometheus answers no query",
  );
});

test.each<[string, string[], number]>([
  ["the earliest last scrape", ["2026-11-30T05:27:15.5Z", "2026-11-30T05:27:17.946971321Z"], 1796016435.5],
  ["a target without a scrape", ["2026-11-30T05:27:15Z", "0001-01-01T00:00:00Z"], -62135596800],
  ["no target", [], 0],
])("reads %s", (_, scrapes, time) => {
  const activeTargets = scrapes.map((lastScrape) => ({ lastScrape }));
  expect(scrapedSince(JSON.stringify({ status: "success", data: { activeTargets } }))).toBe(time);
});
