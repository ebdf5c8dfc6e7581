import { bestTrace, servicesOf, type Span } from "./trace";

const spans = (...names: (string | undefined)[]): Span[] =>
  names.map((serviceName) => ({ localEndpoint: serviceName === undefined ? {} : { serviceName } }));

test("services are named by their first part, each once; a span without one counts for nothing", () => {
  expect(servicesOf(spans("reviews.default", "details", "reviews.default", undefined))).toEqual([
    "details",
    "reviews",
  ]);
  expect(servicesOf([{}])).toEqual([]);
});

test("the best trace is the one that has most of what is wanted, however many others it has", () => {
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
