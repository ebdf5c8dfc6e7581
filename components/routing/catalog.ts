import type { MemQuotaOverride } from "./mixer";
import type { RoutingObject } from "./objects";
import type { DestinationWeight, MatchCondition } from "./routeRule";

/** Where the objects of a ready-made rule go. */
export interface CatalogContext {
  /** Namespace of Bookinfo. */
  namespace: string;
  /** Namespace of the control plane. */
  meshNamespace: string;
}

/** A ready-made rule for Bookinfo. */
export interface CatalogEntry {
  /** What it does, in one line. */
  description: string;
  /** The objects of which it is made. */
  objects(context: CatalogContext): RoutingObject[];
}

/** All requests for a service to its version 1, below every other rule. */
function toV1(service: string, { namespace }: CatalogContext): RoutingObject {
  return {
    kind: "RouteRule",
    name: `${service}-default`,
    namespace,
    spec: { destination: { name: service }, precedence: 1, route: [version("v1")] },
  };
}

function version(label: string, weight?: number): DestinationWeight {
  return { labels: { version: label }, ...(weight === undefined ? {} : { weight }) };
}

/** Requests of the user that the sample signs in as. */
const ofJason: MatchCondition = {
  request: { headers: { cookie: { regex: "^(.*?;)?(user=jason)(;.*)?$" } } },
};

const entries = {
  "all-v1": {
    description: "All requests for productpage, reviews, ratings and details to their version 1.",
    objects: (context) =>
      ["productpage", "reviews", "ratings", "details"].map((service) => toV1(service, context)),
  },
  "reviews-default": {
    description: "All requests for reviews to its version 1.",
    objects: (context) => [toV1("reviews", context)],
  },
  "reviews-50-v3": {
    description:
      "Half of the requests for reviews to version 1, half to version 3. Takes the place of reviews-default.",
    objects: ({ namespace }) => [
      {
        kind: "RouteRule",
        name: "reviews-default",
        namespace,
        spec: {
          destination: { name: "reviews" },
          precedence: 1,
          route: [version("v1", 50), version("v3", 50)],
        },
      },
    ],
  },
  "reviews-test-v2": {
    description: "Requests of the user jason for reviews to its version 2.",
    objects: ({ namespace }) => [
      {
        kind: "RouteRule",
        name: "reviews-test-v2",
        namespace,
        spec: { destination: { name: "reviews" }, precedence: 2, match: ofJason, route: [version("v2")] },
      },
    ],
  },
  "ratings-test-delay": {
    description: "A delay of 7 seconds for requests of the user jason for ratings.",
    objects: ({ namespace }) => [
      {
        kind: "RouteRule",
        name: "ratings-test-delay",
        namespace,
        spec: {
          destination: { name: "ratings" },
          precedence: 2,
          match: ofJason,
          route: [version("v1")],
          httpFault: { delay: { percent: 100, fixedDelay: "7s" } },
        },
      },
    ],
  },
  "destination-policy-reviews": {
    description: "Instances of reviews chosen at random.",
    objects: ({ namespace }) => [
      {
        kind: "DestinationPolicy",
        name: "reviews-random",
        namespace,
        spec: { destination: { name: "reviews" }, loadBalancing: { name: "RANDOM" } },
      },
    ],
  },
  "ratings-denial": {
    description: "Requests without the header x-user are refused by Mixer.",
    objects: ({ meshNamespace: namespace }) => [
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
    objects: ({ meshNamespace: namespace }) => [
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
    objects: ({ meshNamespace: namespace }) => [
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

/** The ready-made rules, by name: one for each rule file of the sample, and `reviews-default`. */
export const catalog: Readonly<Record<string, CatalogEntry>> = entries;

/** The name of a ready-made rule. */
export type RouteName = keyof typeof entries;

/** The names that a stack's `routes` may list. */
export const routeNames = Object.keys(entries) as RouteName[];
