import * as fc from "fast-check";
import type { DestinationPolicySpec } from "./destinationPolicy";
import type { RoutingKind, RoutingSpecs } from "../kinds";
import { validateSpec } from "../validate";
import type { RouteRuleSpec } from "./routeRule";

/** The problems of a spec of any shape, as lines. */
function problems<Kind extends RoutingKind>(kind: Kind, spec: unknown): string[] {
  return validateSpec(kind, spec as RoutingSpecs[Kind]).map(({ path, message }) => `${path}: ${message}`);
}

const destination = { name: "reviews" };
const route = [{ labels: { version: "v1" } }];
const rule = (more: object) => ({ destination, route, ...more });

test("accepts a rule that uses every field", () => {
  const spec: RouteRuleSpec = {
    destination: { name: "reviews", namespace: "shop", domain: "svc.cluster.local" },
    precedence: 3,
    match: {
      source: { name: "productpage", labels: { version: "v1" } },
      tcp: { sourceSubnet: ["10.0.0.0/8"], destinationSubnet: ["10.1.2.3"] },
      request: { headers: { uri: { prefix: "/reviews" }, cookie: { regex: ".*" }, "x-user": { exact: "" } } },
    },
    route: [
      { labels: { version: "v1" }, weight: 75 },
      { destination: { service: "reviews.example.com" }, weight: 25 },
    ],
    rewrite: { uri: "/", authority: "reviews.example.com" },
    websocketUpgrade: true,
    httpReqTimeout: { simpleTimeout: { timeout: "10s", overrideHeaderName: "x-timeout" } },
    httpReqRetries: { simpleRetry: { attempts: 3, perTryTimeout: "2.5s" } },
    httpFault: { delay: { percent: 0.5, fixedDelay: "1m30s" }, abort: { percent: 100, httpStatus: 503 } },
    mirror: { name: "reviews", labels: { version: "v3" } },
    corsPolicy: {
      allowOrigin: ["*"],
      allowMethods: ["GET"],
      allowHeaders: ["x-a"],
      maxAge: "24h",
      allowCredentials: true,
    },
    appendHeaders: { "x-mesh": "yes" },
  };
  expect(problems("RouteRule", spec)).toEqual([]);
  expect(problems("RouteRule", { destination, redirect: { uri: "/v2" } })).toEqual([]);
});

test.each<[says: string, spec: object, path: string]>([
  ["a missing destination", { route }, "destination"],
  [
    "a destination with a name and a domain name",
    rule({ destination: { name: "a", service: "a.b" } }),
    "destination",
  ],
  ["a destination without either", rule({ destination: { namespace: "a" } }), "destination"],
  [
    "labels of the destination",
    rule({ destination: { ...destination, labels: { version: "v1" } } }),
    "destination.labels",
  ],
  ["an invalid name", rule({ destination: { name: "Reviews" } }), "destination.name"],
  ["a negative precedence", rule({ precedence: -1 }), "precedence"],
  ["a precedence with a fraction", rule({ precedence: 1.5 }), "precedence"],
  ["neither route nor redirect", { destination }, ""],
  ["both route and redirect", rule({ redirect: { uri: "/" } }), ""],
  ["an empty list of routes", rule({ route: [] }), "route"],
  ["weights of 99", rule({ route: [{ weight: 50 }, { weight: 49 }] }), "route"],
  ["two routes without weights", rule({ route: [{}, {}] }), "route"],
  ["one route of weight 50", rule({ route: [{ weight: 50 }] }), "route"],
  ["an empty match", rule({ match: {} }), "match"],
  [
    "a header in capitals",
    rule({ match: { request: { headers: { Cookie: { exact: "a" } } } } }),
    "match.request.headers.Cookie",
  ],
  [
    "a string match with two fields",
    rule({ match: { request: { headers: { a: { exact: "a", prefix: "a" } } } } }),
    "match.request.headers.a",
  ],
  ["an empty string match", rule({ match: { request: { headers: { a: {} } } } }), "match.request.headers.a"],
  [
    "an invalid range",
    rule({ match: { tcp: { sourceSubnet: ["10.0.0.0/40"] } } }),
    "match.tcp.sourceSubnet[0]",
  ],
  ["an empty fault", rule({ httpFault: {} }), "httpFault"],
  [
    "a percentage above 100",
    rule({ httpFault: { delay: { percent: 101, fixedDelay: "1s" } } }),
    "httpFault.delay.percent",
  ],
  ["a delay without length", rule({ httpFault: { delay: { percent: 1 } } }), "httpFault.delay.fixedDelay"],
  ["a number as a duration", rule({ httpFault: { delay: { fixedDelay: 7 } } }), "httpFault.delay.fixedDelay"],
  [
    "a duration without a unit",
    rule({ httpFault: { delay: { fixedDelay: "7" } } }),
    "httpFault.delay.fixedDelay",
  ],
  ["an invalid status", rule({ httpFault: { abort: { httpStatus: 42 } } }), "httpFault.abort.httpStatus"],
  ["an abort without a reason", rule({ httpFault: { abort: { percent: 1 } } }), "httpFault.abort"],
  ["an empty rewrite", rule({ rewrite: {} }), "rewrite"],
  [
    "a redirect with a fault",
    { destination, redirect: { uri: "/" }, httpFault: { abort: { httpStatus: 500 } } },
    "",
  ],
  [
    "a zero timeout",
    rule({ httpReqTimeout: { simpleTimeout: { timeout: "0s" } } }),
    "httpReqTimeout.simpleTimeout.timeout",
  ],
  [
    "negative retries",
    rule({ httpReqRetries: { simpleRetry: { attempts: -1 } } }),
    "httpReqRetries.simpleRetry.attempts",
  ],
  ["an unknown method", rule({ corsPolicy: { allowMethods: ["FETCH"] } }), "corsPolicy.allowMethods[0]"],
  ["an age in milliseconds", rule({ corsPolicy: { maxAge: "500ms" } }), "corsPolicy.maxAge"],
  ["a header without a value", rule({ appendHeaders: { "x-a": "" } }), "appendHeaders.x-a"],
  ["an unknown field", rule({ weigth: 1 }), "weigth"],
])("RouteRule: rejects %s", (_, spec, path) => {
  expect(validateSpec("RouteRule", spec as RouteRuleSpec).map((problem) => problem.path)).toEqual([path]);
});

test("reports all problems with the expected values", () => {
  expect(
    problems("RouteRule", {
      destination,
      precedence: -1,
      route: [{ weight: 60 }, { weight: 60, labels: "v1" }],
      httpFault: { delay: { percent: -1, fixedDelay: "soon" } },
    }),
  ).toEqual([
    "precedence: found -1; expected an integer of 0 or more.",
    'route[1].labels: found "v1"; expected a mapping.',
    "httpFault.delay.percent: found -1; expected a percentage from 0 to 100.",
    'httpFault.delay.fixedDelay: found "soon"; expected a duration of 1ms or more, such as "1s", "2.5s", "1m30s".',
    "route: found 120; expected weights that add up to 100.",
  ]);
});

test("reports a weight above 100 itself and in the sum", () => {
  const found = validateSpec("RouteRule", rule({ route: [{ weight: 101 }] }) as RouteRuleSpec);
  expect(found.map(({ path }) => path)).toEqual(["route[0].weight", "route"]);
});

test("accepts weights if and only if they add up to 100", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 4 }), (weights) => {
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const balanced = sum <= 100 ? [...weights, 100 - sum] : weights;
      const of = (list: number[]) =>
        problems("RouteRule", rule({ route: list.map((weight) => ({ weight })) }));
      expect(of(weights)).toHaveLength(sum === 100 ? 0 : 1);
      if (sum <= 100) expect(of(balanced)).toEqual([]);
    }),
  );
});

test("validation never throws", () => {
  const kinds: RoutingKind[] = [
    "RouteRule",
    "DestinationPolicy",
    "EgressRule",
    "rule",
    "denier",
    "memquota",
    "quota",
  ];
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.anything(), fc.anything(), (kind, spec, part) => {
      const guess = { destination: part, route: part, ports: part, quotas: part, actions: part, match: part };
      expect(Array.isArray(problems(kind, spec))).toBe(true);
      expect(Array.isArray(problems(kind, guess))).toBe(true);
    }),
  );
});

test("rejects a subnet that cannot be converted to a string", () => {
  expect(problems("RouteRule", rule({ match: { tcp: { sourceSubnet: [Object.create(null)] } } }))).toEqual([
    'match.tcp.sourceSubnet[0]: found {}; expected an IPv4 address or range, such as "10.0.0.0/8".',
  ]);
});

test("DestinationPolicy", () => {
  const spec: DestinationPolicySpec = {
    destination: { name: "reviews", labels: { version: "v1" } },
    source: { name: "productpage" },
    loadBalancing: { ringHash: { ringSize: 1024, stdHash: true } },
    circuitBreaker: { simpleCb: { maxConnections: 100, sleepWindow: "15m", httpMaxEjectionPercent: 50 } },
  };
  expect(problems("DestinationPolicy", spec)).toEqual([]);
  expect(problems("DestinationPolicy", { destination, loadBalancing: { name: "BEST" } })).toEqual([
    'loadBalancing.name: found "BEST"; expected one of ROUND_ROBIN, LEAST_CONN, RANDOM.',
  ]);
  expect(
    problems("DestinationPolicy", {
      destination,
      loadBalancing: { name: "RANDOM", ringHash: { ringSize: 1 } },
      circuitBreaker: { simpleCb: { maxConnections: -1, sleepWindow: "1", httpMaxEjectionPercent: 101 } },
    }).map((line) => line.split(":")[0]),
  ).toEqual([
    "loadBalancing",
    "circuitBreaker.simpleCb.maxConnections",
    "circuitBreaker.simpleCb.sleepWindow",
    "circuitBreaker.simpleCb.httpMaxEjectionPercent",
  ]);
  expect(problems("DestinationPolicy", { destination })).toHaveLength(1);
});

test("EgressRule", () => {
  const ports = [{ port: 443, protocol: "https" }];
  for (const service of ["*.example.com", "*-api.example.com", "example.com", "*"]) {
    expect(problems("EgressRule", { destination: { service }, ports, useEgressProxy: true })).toEqual([]);
  }
  for (const service of ["a.*.com", "a*.com", "", "Example.com"]) {
    expect(problems("EgressRule", { destination: { service }, ports })).toHaveLength(1);
  }
  const repeated = [...ports, { port: 443, protocol: "http" }, { port: 0, protocol: "ftp" }];
  expect(
    validateSpec("EgressRule", { destination: { service: "a.b" }, ports: repeated } as never).map(
      ({ path }) => path,
    ),
  ).toEqual(["ports[2].port", "ports[2].protocol", "ports[1].port"]);
  expect(problems("EgressRule", { destination: { service: "a.b" }, ports: [] })).toHaveLength(1);
});

test("Mixer's kinds", () => {
  const action = { handler: "handler.denier.istio-system", instances: ["x.checknothing"] };
  expect(problems("rule", { match: 'a == "b"', actions: [action] })).toEqual([]);
  expect(problems("rule", { actions: [{ handler: "handler", instances: [] }] })).toHaveLength(2);
  expect(problems("rule", {})).toEqual(["actions: found nothing; expected a value."]);
  expect(
    problems("denier", { status: { code: 7, message: "no" }, validDuration: "5s", validUseCount: 3 }),
  ).toEqual([]);
  expect(problems("denier", { status: { code: 77 } })).toHaveLength(1);
  expect(problems("checknothing", undefined)).toEqual([]);
  expect(problems("checknothing", { a: 1 })).toHaveLength(1);
  const limit = { name: "r.quota", maxAmount: 5, validDuration: "1s" };
  const override = { dimensions: { a: "b" }, maxAmount: 1 };
  expect(problems("memquota", { quotas: [{ ...limit, overrides: [override] }] })).toEqual([]);
  expect(problems("memquota", { quotas: [{ ...limit, maxAmount: -1, overrides: [{}] }] })).toHaveLength(3);
  expect(problems("quota", { dimensions: { source: "source.ip" } })).toEqual([]);
  expect(problems("quota", { dimensions: { source: "" } })).toHaveLength(1);
});
