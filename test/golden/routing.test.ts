import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { stringify } from "yaml";
import { Bookinfo } from "../../components/bookinfo";
import { bookinfoDeviations } from "../../components/bookinfo/deviations";
import {
  generationsOf,
  registerRoutes,
  routeNames,
  type RouteName,
  validateSpec,
} from "../../components/routing";
import { arbitrarySpecs } from "../support/routing/arbitrarySpecs";
import {
  completeDestinationRule,
  completeGateway,
  completeVirtualService,
} from "../support/routing/completeSpecs";
import { recordObjects } from "../../stacks/record";
import { describeWith, istioProgram } from "../live/istioPrograms";
import { describeReference } from "../reference";
import { compareObjects, describeDifferences } from "./compare";
import { adjustments, releaseObjects } from "./release";

/** Ready-made rules without a release file; the first is a part of `all-v1`. */
const withoutFile = ["reviews-default", "ratings-test-abort"] as const;

/** The sample's file of all other ready-made rules. */
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
  test.each(Object.entries(files))("%s equals %s.yaml", async (name, file) => {
    const expected = releaseObjects("bookinfo", `${file}.yaml`);
    const differences = compareObjects(expected, await record(name), adjustments({}, bookinfoDeviations));
    expect(describeDifferences(differences)).toBe("");
  });

  test("reviews-default equals its rule in all-v1", async () => {
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

  test("compares every ready-made rule", () => {
    expect(new Set([...Object.keys(files), ...withoutFile])).toEqual(new Set(routeNames));
  });
});

const istioctl = istioProgram("istioctl");

/**
 * Returns the errors of Istio's own validation, "" if there are none.
 * @param warnings treats warnings as errors
 */
function rejection(objects: { kind: string; spec?: unknown; metadata?: object }[], warnings = false): string {
  const input = objects
    .map((object, index) => ({
      apiVersion: "networking.istio.io/v1",
      metadata: { name: `spec-${index}`, namespace: "default" },
      ...object,
    }))
    .map((object) => stringify(object))
    .join("---\n");
  try {
    const output = execFileSync(istioctl!, ["validate", "-f", "-"], {
      input,
      encoding: "utf8",
      stdio: "pipe",
    });
    return warnings && /has warnings/.test(output) ? output : "";
  } catch (error) {
    return (error as { stderr: string }).stderr;
  }
}

describeWith(istioctl)("Istio's own validation", () => {
  test.each(routeNames.filter((name) => generationsOf(name).includes("current")))(
    "accepts %s without warnings",
    async (name) => {
      const objects = await recordObjects(() => void registerRoutes([name], { generation: "current" }));
      expect(rejection(objects, true)).toBe("");
    },
  );

  test("accepts the sample's entrypoint without warnings", async () => {
    const objects = await recordObjects(
      () => void new Bookinfo("bookinfo", { generation: "current", sidecar: false }),
    );
    const entrypoint = objects.filter(({ kind }) => kind === "Gateway" || kind === "VirtualService");
    expect(entrypoint).toHaveLength(2);
    expect(rejection(entrypoint, true)).toBe("");
  });

  test("accepts a spec that uses every field", () => {
    const specs = { Gateway: completeGateway, VirtualService: completeVirtualService };
    for (const [kind, spec] of Object.entries({ ...specs, DestinationRule: completeDestinationRule }))
      expect(rejection([{ kind, spec }])).toBe("");
  });

  test.each(["VirtualService", "DestinationRule", "Gateway"] as const)(
    "accepts every %s that this project's validation accepts",
    (kind) => {
      const right = fc
        .sample(arbitrarySpecs[kind] as fc.Arbitrary<never>, 1000)
        .filter((spec) => validateSpec(kind, spec).length === 0);
      expect(right.length).toBeGreaterThan(100);
      expect(rejection(right.map((spec) => ({ kind, spec })))).toBe("");
    },
  );

  test("rejects an invalid spec", () => {
    const http = [{ route: [{ destination: { host: "*" } }] }];
    expect(rejection([{ kind: "VirtualService", spec: { hosts: ["reviews"], http } }])).toContain("spec-0");
  });
});
