import { generations, type Generation } from "../generation";
import type { ClassicObject } from "./classic/kinds";
import type { MemQuotaOverride } from "./classic/mixer";
import type { BalancingRule, RequestRule } from "./rules";

/** A ready-made rule for Bookinfo. */
export interface CatalogEntry {
  /** What it does, in one line. */
  description: string;
  /** What it says of requests. */
  requests?: readonly RequestRule[];
  /** What it says of load balancing. */
  balancing?: readonly BalancingRule[];
  /** Its objects of Mixer, which only the classic generation has, for the namespace of the control plane. */
  mixer?: (meshNamespace: string) => ClassicObject[];
}

/** All requests for a service to its version 1, below every other rule. */
const toV1 = (service: string): RequestRule => ({
  name: `${service}-default`,
  service,
  route: [{ version: "v1" }],
});

/** The user that the sample's walk-through signs in as. */
const user = "jason";

const entries = {
  "all-v1": {
    description: "All requests for productpage, reviews, ratings and details to their version 1.",
    requests: ["productpage", "reviews", "ratings", "details"].map(toV1),
  },
  "reviews-default": {
    description: "All requests for reviews to its version 1.",
    requests: [toV1("reviews")],
  },
  "reviews-50-v3": {
    description:
      "Half of the requests for reviews to version 1, half to version 3. Takes the place of reviews-default.",
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
    description: "Requests of the user jason for reviews to its version 2.",
    requests: [{ name: "reviews-test-v2", service: "reviews", user, route: [{ version: "v2" }] }],
  },
  "ratings-test-delay": {
    description: "A delay of 7 seconds for requests of the user jason for ratings.",
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
    description: "The answer 500 to requests of the user jason for ratings. Comes before ratings-test-delay.",
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
    description: "Instances of reviews chosen at random.",
    balancing: [{ name: "reviews-random", service: "reviews", loadBalancing: "RANDOM" }],
  },
  "ratings-denial": {
    description: "Requests without the header x-user are refused by Mixer.",
    mixer: (namespace) => [
      { kind: "denier", name: "handler", namespace, spec: { status: { code: 7, message: "Not allowed" } } },
      { kind: "checknothing", name: "denyrequest", namespace, spec: undefined },
      {
        kind: "rule",
        name: "denyreviewsv3",
        namespace,
        spec: {
          match: 'request.headers["x-user"] == ""',
          actions: [
            { handler: `handler.denier.${namespace}`, instances: [`denyrequest.checknothing.${namespace}`] },
          ],
        },
      },
    ],
  },
  "ratings-ratelimit": {
    description:
      "Limits on requests: 1 a second from reviews to ratings, 100 to ratings, 5000 to any other service.",
    mixer: (namespace) => [
      {
        kind: "memquota",
        name: "handler",
        namespace,
        spec: {
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
      },
      {
        kind: "quota",
        name: "requestcount",
        namespace,
        spec: { dimensions: { ...peerDimensions("source"), ...peerDimensions("destination") } },
      },
      {
        kind: "rule",
        name: "quota",
        namespace,
        spec: { actions: [{ handler: "handler.memquota", instances: ["requestcount.quota"] }] },
      },
    ],
  },
  "additional-telemetry": {
    description: "The sizes of responses go to Prometheus.",
    mixer: (namespace) => [
      {
        kind: "rule",
        name: "prommetricsresponse",
        namespace,
        spec: {
          actions: [
            { handler: `handler.prometheus.${namespace}`, instances: [`responsesize.metric.${namespace}`] },
          ],
        },
      },
    ],
  },
} satisfies Record<string, CatalogEntry>;

/** So many requests a second where the dimensions have these values. */
function limit(dimensions: Record<string, string>, maxAmount: number): MemQuotaOverride {
  return { dimensions, maxAmount, validDuration: "1s" };
}

/** Name and version of one end of a request, as Mixer's expressions. */
function peerDimensions(peer: "source" | "destination"): Record<string, string> {
  return {
    [peer]: `${peer}.labels["app"] | ${peer}.service | "unknown"`,
    [`${peer}Version`]: `${peer}.labels["version"] | "unknown"`,
  };
}

/** The name of a ready-made rule. */
export type RouteName = keyof typeof entries;

/** The ready-made rules, by name: one for each rule file of the sample, `reviews-default` and `ratings-test-abort`. */
export const catalog: Readonly<Record<RouteName, CatalogEntry>> = entries;

/** The names of all ready-made rules. */
export const routeNames = Object.keys(entries) as RouteName[];

/** The generations that have a ready-made rule. */
export function generationsOf(name: RouteName): readonly Generation[] {
  return catalog[name].mixer === undefined ? generations : ["classic"];
}

/** A name in a stack's `routes` that is not valid. */
export interface RouteProblem {
  /** The valid names, in words. */
  expected: string;
  /** The valid names, for a suggestion; absent for a name that is spelt right. */
  known?: readonly RouteName[];
}

/** Checks a name in a stack's `routes`; undefined if it is valid. */
export function routeProblem(name: string, generation: Generation): RouteProblem | undefined {
  const valid = routeNames.filter((candidate) => generationsOf(candidate).includes(generation));
  if (valid.some((candidate) => candidate === name)) return undefined;
  const expected = `one of ${valid.join(", ")}`;
  return routeNames.some((candidate) => candidate === name)
    ? { expected: `${expected} (${name} is a Mixer rule, which requires mesh.generation: classic)` }
    : { expected, known: valid };
}

/** The versions of a service that some ready-made rule routes to. */
export function versionsOf(service: string): string[] {
  const rules = Object.values(catalog).flatMap(({ requests = [] }) => requests);
  const versions = rules
    .filter((rule) => rule.service === service)
    .flatMap(({ route }) => route.map(({ version }) => version));
  return [...new Set(versions)].sort();
}
