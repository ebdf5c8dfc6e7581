import { execFileSync } from "node:child_process";
import { stringify } from "yaml";
import { planBookinfo } from "../../components/bookinfo/plan";
import { objectsOf } from "../../components/objects";
import { planRoutes } from "../../components/routing/plan";
import { bookinfoDeviations } from "./deviations/bookinfo";
import { meshesOf, routeNames, type RouteName } from "../../components/routing/catalog";
import {
  completeDestinationRule,
  completeGateway,
  completeVirtualService,
} from "../support/routing/completeSpecs";
import { describeWith, istioProgram } from "../live/istioPrograms";
import { releaseDifferences, undone } from "./release";

/** The ready-made rules without a file in the release; the first is part of `all-v1`. */
const withoutFile = ["reviews-default", "ratings-test-abort"] as const;

/** The sample's files of the other ready-made rules. */
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

const objectsOfRule = (name: string) => objectsOf([planRoutes("routes", { names: [name] })]);

describe("the sample's rules", () => {
  const differences = (name: string, file: string, keep?: (identity: string) => boolean) =>
    releaseDifferences(undone(objectsOfRule(name), {}, bookinfoDeviations), [`bookinfo/${file}.yaml`], keep);

  test.each(Object.entries(files))("%s equals the release's %s.yaml", (name, file) => {
    expect(differences(name, file)).toBe("");
  });

  test("reviews-default equals that one rule of all-v1", () => {
    const keep = (identity: string) => identity === "RouteRule reviews-default";
    expect(differences("reviews-default", "route-rule-all-v1", keep)).toBe("");
  });

  test("every ready-made rule is compared", () => {
    expect(new Set([...Object.keys(files), ...withoutFile])).toEqual(new Set(routeNames));
  });
});

const istioctl = istioProgram("istioctl");

/** The errors that Istio's validation reports for objects, and optionally its warnings; "" when it accepts all. */
function rejections(
  objects: { kind: string; spec?: unknown; metadata?: object }[],
  warnings = false,
): string {
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

describeWith(istioctl)("Istio's validation", () => {
  test.each(routeNames.filter((name) => meshesOf(name).includes("current")))(
    "accepts %s without a warning",
    (name) => {
      const objects = objectsOf([planRoutes("routes", { names: [name], istio: "current" })]);
      expect(rejections(objects, true)).toBe("");
    },
  );

  test("accepts the sample's entrypoint without a warning", () => {
    const objects = objectsOf([planBookinfo("bookinfo", { istio: "current", sidecar: false })]);
    const entrypoint = objects.filter(({ kind }) => kind === "Gateway" || kind === "VirtualService");
    expect(entrypoint).toHaveLength(2);
    expect(rejections(entrypoint, true)).toBe("");
  });

  test("accepts a spec that uses every field", () => {
    const specs = { Gateway: completeGateway, VirtualService: completeVirtualService };
    for (const [kind, spec] of Object.entries({ ...specs, DestinationRule: completeDestinationRule }))
      expect(rejections([{ kind, spec }])).toBe("");
  });

  test("rejects a wrong spec", () => {
    const http = [{ route: [{ destination: { host: "*" } }] }];
    expect(rejections([{ kind: "VirtualService", spec: { hosts: ["reviews"], http } }])).toContain("spec-0");
  });
});
