import { CLASSIC_MESH, meshes, type Mesh } from "../meshes";
import { routingManifest, type RoutingObject } from "./kinds";
import type { BalancingRule, RequestRule } from "./rules";

/** A ready-made rule for Bookinfo. */
export interface CatalogEntry {
  /** What it does, in one sentence. */
  description: string;
  requests?: readonly RequestRule[];
  balancing?: readonly BalancingRule[];
  /** Returns its Mixer objects, in the namespace of the control plane. Only the classic mesh has Mixer. */
  mixer?: (meshNamespace: string) => RoutingObject[];
}

/** Routes all requests for a service to version 1, unless another rule applies. */
const toV1 = (service: string): RequestRule => ({
  name: `${service}-default`,
  service,
  route: [{ version: "v1" }],
});

/** User of the sample's walk-through. */
const user = "jason";

const entries = {
  "all-v1": {
    description: "Routes all requests for productpage, reviews, ratings and details to their version 1.",
    requests: ["productpage", "reviews", "ratings", "details"].map(toV1),
  },
  "reviews-default": {
    description: "Routes all requests for reviews to version 1.",
    requests: [toV1("reviews")],
  },
  "reviews-50-v3": {
    description:
      "Routes half of the requests for reviews to version 1 and half to version 3. Replaces reviews-default.",
    requests: [
      {
        name: "reviews-default",
        service: "reviews",
        route: [
          { version: "v1", weight: 50 },
          { version: "v3", weight: 50 },
        ],
      },
    ],
  },
  "reviews-test-v2": {
    description: "Routes requests of the user jason for reviews to version 2.",
    requests: [{ name: "reviews-test-v2", service: "reviews", user, route: [{ version: "v2" }] }],
  },
  "ratings-test-delay": {
    description: "Delays requests of the user jason for ratings by 7 seconds.",
    requests: [
      {
        name: "ratings-test-delay",
        service: "ratings",
        user,
        route: [{ version: "v1" }],
        fault: { delay: "7s" },
      },
    ],
  },
  "ratings-test-abort": {
    description:
      "Answers requests of the user jason for ratings with status 500. Takes precedence over ratings-test-delay.",
    requests: [
      {
        name: "ratings-test-abort",
        service: "ratings",
        user,
        route: [{ version: "v1" }],
        fault: { abort: 500 },
      },
    ],
  },
  "destination-policy-reviews": {
    description: "Balances requests for reviews randomly over its instances.",
    balancing: [{ name: "reviews-random", service: "reviews", loadBalancing: "RANDOM" }],
  },
  "ratings-denial": {
    description: "Denies requests without the header x-user (by Mixer).",
    mixer: (namespace) => [
      routingManifest(
        "denier",
        { name: "handler", namespace },
        { status: { code: 7, message: "Not allowed" } },
      ),
      routingManifest("checknothing", { name: "denyrequest", namespace }, undefined),
      routingManifest(
        "rule",
        { name: "denyreviewsv3", namespace },
        {
          match: 'request.headers["x-user"] == ""',
          actions: [
            { handler: `handler.denier.${namespace}`, instances: [`denyrequest.checknothing.${namespace}`] },
          ],
        },
      ),
    ],
  },
  "ratings-ratelimit": {
    description:
      "Limits requests per second: 1 from reviews to ratings, 100 to ratings, 5000 to any other service.",
    mixer: (namespace) => [
      routingManifest(
        "memquota",
        { name: "handler", namespace },
        {
          quotas: [
            {
              name: `requestcount.quota.${namespace}`,
              maxAmount: 5000,
              validDuration: "1s",
              overrides: [
                limit({ destination: "ratings", source: "reviews" }, 1),
                limit({ destination: "ratings" }, 100),
              ],
            },
          ],
        },
      ),
      routingManifest(
        "quota",
        { name: "requestcount", namespace },
        { dimensions: { ...peerDimensions("source"), ...peerDimensions("destination") } },
      ),
      routingManifest(
        "rule",
        { name: "quota", namespace },
        { actions: [{ handler: "handler.memquota", instances: ["requestcount.quota"] }] },
      ),
    ],
  },
  "additional-telemetry": {
    description: "Reports response sizes to Prometheus.",
    mixer: (namespace) => [
      routingManifest(
        "rule",
        { name: "prommetricsresponse", namespace },
        {
          actions: [
            { handler: `handler.prometheus.${namespace}`, instances: [`responsesize.metric.${namespace}`] },
          ],
        },
      ),
    ],
  },
} satisfies Record<string, CatalogEntry>;

/** A limit per second for these dimension values. */
function limit(dimensions: Record<string, string>, maxAmount: number) {
  return { dimensions, maxAmount, validDuration: "1s" };
}

/** Mixer expressions for the name and version of one end of a request. */
function peerDimensions(peer: "source" | "destination"): Record<string, string> {
  return {
    [peer]: `${peer}.labels["app"] | ${peer}.service | "unknown"`,
    [`${peer}Version`]: `${peer}.labels["version"] | "unknown"`,
  };
}

export type RouteName = keyof typeof entries;

/**
 * The ready-made rules by name: one for each rule file of the sample, plus `reviews-default` and
 * `ratings-test-abort`.
 */
export const catalog: Readonly<Record<RouteName, CatalogEntry>> = entries;

export const routeNames = Object.keys(entries) as RouteName[];

/** The meshes that support a ready-made rule. */
export function meshesOf(name: RouteName): readonly Mesh[] {
  return catalog[name].mixer === undefined ? meshes : ["classic"];
}

/** A name in a stack's `routes` that is not valid. */
interface RouteProblem {
  /** The valid names, in words. */
  expected: string;
  /** The valid names, for a suggestion; absent for a name that is spelt right. */
  known?: readonly RouteName[];
}

/** Checks a name in a stack's `routes`; undefined if it is valid. */
export function routeProblem(name: string, istio: Mesh): RouteProblem | undefined {
  const valid = routeNames.filter((candidate) => meshesOf(candidate).includes(istio));
  if (valid.some((candidate) => candidate === name)) return undefined;
  const expected = `one of ${valid.join(", ")}`;
  return routeNames.some((candidate) => candidate === name)
    ? { expected: `${expected} (${name} is a Mixer rule, which requires ${CLASSIC_MESH})` }
    : { expected, known: valid };
}

/**
 * The versions of a service that receive the requests of all users; undefined when no rule selects them.
 * @param names of a stack's rules, which exist
 */
export function selectedVersions(service: string, names: readonly string[]): string[] | undefined {
  const rules = names.flatMap((name): readonly RequestRule[] => catalog[name as RouteName].requests ?? []);
  // A later rule replaces an earlier one.
  const selecting = rules.findLast((rule) => rule.service === service && rule.user === undefined);
  return selecting?.route.map(({ version }) => version);
}

/** The versions of a service that ready-made rules route to. */
export function versionsOf(service: string): string[] {
  const rules = Object.values(catalog).flatMap(({ requests = [] }) => requests);
  const versions = rules
    .filter((rule) => rule.service === service)
    .flatMap(({ route }) => route.map(({ version }) => version));
  return [...new Set(versions)].sort();
}
