import { parseStackConfig } from "../../../stacks/config/parse";
import { bestTrace, servicesOf, servingApplications, type Span } from "./trace";

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

test.each<[what: string, callsRatings: boolean, routes: string[], v1Only: boolean]>([
  ["without rules", true, [], false],
  ["with a rule for one user", true, ["reviews-test-v2"], false],
  ["with a rule for v1 and v3", true, ["all-v1", "reviews-50-v3"], false],
  ["with a rule for v1", false, ["reviews-default"], false],
  ["with a later rule for v1", false, ["reviews-50-v3", "all-v1"], false],
  ["with version 1 of reviews only", false, [], true],
])("expects a call of ratings only from reviews v2 and v3: %s", (_, callsRatings, routes, v1Only) => {
  const config = parseStackConfig({ cluster: { driver: "existing" }, bookinfo: { v1Only }, routes });
  expect(servingApplications(config).includes("ratings")).toBe(callsRatings);
});
