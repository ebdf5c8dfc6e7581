import { nonZeroSeries } from "./samples";

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
