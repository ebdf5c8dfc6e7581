import { bestTrace, servicesOf, type Span } from "./trace";

const spans = (...names: (string | undefined)[]): Span[] =>
  names.map((serviceName) => ({ localEndpoint: serviceName === undefined ? {} : { serviceName } }));

test("returns each service once, without its suffix, and ignores spans without a service", () => {
  expect(servicesOf(spans("reviews.default", "details", "reviews.default", undefined))).toEqual([
    "details",
    "reviews",
  ]);
  expect(servicesOf([{}])).toEqual([]);
});

test("selects the trace with the most expected services, regardless of other ones", () => {
  const few = { id: "few", spans: spans("a", "x", "y", "z") };
  const most = { id: "most", spans: spans("a", "b") };
  const none = { id: "none", spans: [] };
  expect(bestTrace([none, few, most], ["a", "b", "c"])).toEqual({
    trace: most,
    services: ["a", "b"],
    missing: ["c"],
  });
  expect(bestTrace([none], ["a"])).toBeUndefined();
});
