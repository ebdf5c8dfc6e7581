import { bookinfoDeviations } from "../../components/bookinfo/deviations";
import { registerRoutes, routeNames, type RouteName } from "../../components/routing";
import { recordObjects } from "../../stacks/record";
import { describeReference } from "../reference";
import { compareObjects, describeDifferences } from "./compare";
import { adjustments, releaseObjects } from "./release";

/** The ready-made rules that the release has no file for: the first is a part of `all-v1`. */
const withoutFile = ["reviews-default", "ratings-test-abort"] as const;

/** The sample's file of each other ready-made rule. */
const files: Record<Exclude<RouteName, (typeof withoutFile)[number]>, string> = {
  "all-v1": "route-rule-all-v1",
  "reviews-50-v3": "route-rule-reviews-50-v3",
  "reviews-test-v2": "route-rule-reviews-test-v2",
  "ratings-test-delay": "route-rule-ratings-test-delay",
  "destination-policy-reviews": "destination-policy-reviews",
  "ratings-denial": "mixer-rule-ratings-denial",
  "ratings-ratelimit": "mixer-rule-ratings-ratelimit",
  "additional-telemetry": "mixer-rule-additional-telemetry",
};

const record = (...names: string[]) => recordObjects(() => void registerRoutes(names));

describeReference("the sample's rules", () => {
  test.each(Object.entries(files))("%s is %s.yaml: every object, nothing else", async (name, file) => {
    const expected = releaseObjects("bookinfo", `${file}.yaml`);
    const differences = compareObjects(expected, await record(name), adjustments({}, bookinfoDeviations));
    expect(describeDifferences(differences)).toBe("");
  });

  test("reviews-default is that one rule of all-v1", async () => {
    const expected = releaseObjects("bookinfo", "route-rule-all-v1.yaml").filter(
      ({ metadata }) => metadata.name === "reviews-default",
    );
    const differences = compareObjects(
      expected,
      await record("reviews-default"),
      adjustments({}, bookinfoDeviations),
    );
    expect(expected).toHaveLength(1);
    expect(describeDifferences(differences)).toBe("");
  });

  test("every ready-made rule is compared", () => {
    expect(new Set([...Object.keys(files), ...withoutFile])).toEqual(new Set(routeNames));
  });
});
