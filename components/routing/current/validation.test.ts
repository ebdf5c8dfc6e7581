import * as fc from "fast-check";
import { specWarnings, validateSpec } from "../validate";
import {
  completeDestinationRule,
  completeGateway,
  completeVirtualService,
} from "../../../test/support/routing/completeSpecs";
import { problemPaths, route, rule, service } from "../../../test/support/routing/specParts";
import type { DestinationRuleSpec } from "./destinationRule";
import type { GatewaySpec } from "./gateway";

test("accepts a spec that uses every field", () => {
  expect(validateSpec("VirtualService", completeVirtualService)).toEqual([]);
  expect(validateSpec("DestinationRule", completeDestinationRule)).toEqual([]);
  expect(validateSpec("Gateway", completeGateway)).toEqual([]);
});

test("validation never throws", () => {
  const kinds = ["Gateway", "VirtualService", "DestinationRule"] as const;
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.anything(), fc.anything(), (kind, spec, part) => {
      const guesses: unknown[] = [
        spec,
        { hosts: part, gateways: part, http: part, tls: part, tcp: part, exportTo: part },
        { hosts: [part], http: [part], tls: [part], tcp: [part] },
        { hosts: ["a"], http: [{ match: part, route: part, redirect: part, headers: part, retries: part }] },
        {
          hosts: ["a"],
          http: [{ match: [part], route: [part], redirect: { prefixRewrite: "/" } }],
          tls: [{ match: [part] }],
        },
        { host: part, subsets: part, trafficPolicy: part },
        {
          host: "a",
          subsets: [part],
          trafficPolicy: { loadBalancer: part, tls: part, connectionPool: part, outlierDetection: part },
        },
        { selector: part, servers: part },
        { selector: {}, servers: [part, { hosts: part, port: part, tls: part }] },
      ];
      for (const guess of guesses) expect(Array.isArray(problemPaths(kind, guess))).toBe(true);
    }),
  );
});

test.each(["toString", "constructor", "__proto__"])("reports the unknown field %s", (name) => {
  const spec = { hosts: ["a"], http: [JSON.parse(`{"${name}": false}`) as unknown] };
  expect(problemPaths("VirtualService", spec)).toContain(`http[0].${name}`);
});

test("rejects objects that cannot be converted to a string", () => {
  const odd: unknown = Object.create(null);
  const match = [{ gateways: [odd], sourceLabels: odd }];
  const headers = { request: { remove: [odd] } };
  const spec = {
    hosts: [odd],
    gateways: [odd],
    exportTo: [odd],
    http: [{ match, route: [{ destination: { host: odd } }], headers }],
  };
  expect(problemPaths("VirtualService", spec)).toEqual([
    ...["hosts[0]", "gateways[0]", "exportTo[0]", "http[0].match[0].gateways[0]"],
    ...["http[0].route[0].destination.host", "http[0].headers.request.remove[0]"],
  ]);
  const tcp = [{ match: [{ destinationSubnets: [odd] }], route }];
  expect(problemPaths("VirtualService", { hosts: ["a.b"], tcp })).toEqual([
    "tcp[0].match[0].destinationSubnets[0]",
  ]);
  const server = {
    port: { number: 80, name: "http", protocol: "HTTPS" },
    hosts: [odd],
    bind: odd,
    tls: { mode: odd },
  };
  expect(problemPaths("Gateway", { selector: {}, servers: [server] })).toEqual([
    ...["servers[0].hosts[0]", "servers[0].bind", "servers[0].tls.mode"],
  ]);
  const outlierDetection = { consecutiveLocalOriginFailures: odd };
  expect(problemPaths("DestinationRule", rule({ outlierDetection }))).toContain(
    "trafficPolicy.outlierDetection.consecutiveLocalOriginFailures",
  );
  const tls = { mode: "SIMPLE", credentialName: odd };
  expect(problemPaths("DestinationRule", rule({ tls }))).toEqual(["trafficPolicy.tls.credentialName"]);
});

test("the type of a spec rejects what its check rejects", () => {
  const specs: DestinationRuleSpec[] = [
    // @ts-expect-error: the host is required
    {},
    // @ts-expect-error: the field does not exist
    { host: "a", subset: [] },
    // @ts-expect-error: the word is not one of the modes
    { host: "a", trafficPolicy: { tls: { mode: "PLAIN" } } },
    // @ts-expect-error: the value of a label is a string
    { host: "a", subsets: [{ name: "a", labels: { version: 1 } }] },
  ];
  for (const spec of specs) expect(validateSpec("DestinationRule", spec)).toHaveLength(1);
});

test.each<[string, "VirtualService" | "DestinationRule" | "Gateway", unknown]>([
  [
    "empty lists beside others",
    "VirtualService",
    { hosts: ["a"], gateways: [], tls: [], http: [{ match: [], route }] },
  ],
  ["an IPv6 address as a host", "VirtualService", { hosts: ["fd00::1"], http: [{ route }] }],
  ["a domain name with a dot at its end", "VirtualService", { hosts: ["a.example.com."], http: [{ route }] }],
  ["a header in capitals", "VirtualService", service({ match: [{ headers: { Cookie: {} } }] })],
  ["a named group", "VirtualService", service({ match: [{ uri: { regex: "(?P<n>a)" } }] })],
  ["a port in a rewritten host", "VirtualService", service({ rewrite: { authority: "a.b:8080" } })],
  [
    "a variable with arguments",
    "VirtualService",
    service({ headers: { request: { set: { a: '%A(["b", "c"])%' } } } }),
  ],
  ["a subset in capitals", "DestinationRule", { host: "a", subsets: [{ name: "V1" }] }],
  [
    "a large ring",
    "DestinationRule",
    rule({ loadBalancer: { consistentHash: { useSourceIp: true, ringHash: { minimumRingSize: 2 ** 33 } } } }),
  ],
  [
    "a subzone with slashes",
    "DestinationRule",
    rule({
      loadBalancer: { localityLbSetting: { distribute: [{ from: "a/b/c/*", to: { "a/b//d": 100 } }] } },
    }),
  ],
  [
    "zone-aware load balancing",
    "DestinationRule",
    rule({ loadBalancer: { zoneAwareLbSetting: { minClusterSize: 3 } } }),
  ],
  [
    "no selector",
    "Gateway",
    { servers: [{ hosts: ["*"], port: { number: 80, name: "a", protocol: "HTTP" } }] },
  ],
  [
    "a socket",
    "Gateway",
    { servers: [{ hosts: ["*"], port: { name: "a", protocol: "HTTP" }, bind: "unix:///run/a" }] },
  ],
])("accepts %s", (_, kind, spec) => {
  expect(problemPaths(kind, spec)).toEqual([]);
});

test("warns about certificates that a Gateway does not use, and about the older form of gateway names", () => {
  const port = { number: 443, name: "tls", protocol: "TLS" as const };
  const tls = { mode: "PASSTHROUGH" as const, credentialName: "a" };
  const unused: GatewaySpec = { servers: [{ hosts: ["*"], port, tls }] };
  expect(validateSpec("Gateway", unused)).toEqual([]);
  expect(specWarnings("Gateway", unused)).toEqual([
    'spec.servers[0].tls.credentialName: found "a"; expected no value with mode PASSTHROUGH.',
  ]);
  const older = { hosts: ["a"], gateways: ["a.shop"], http: [{ route: [{ destination: { host: "a" } }] }] };
  expect(validateSpec("VirtualService", older)).toEqual([]);
  expect(specWarnings("VirtualService", older)).toEqual([
    "spec.gateways[0]: found a.shop, which is deprecated; expected shop/a.",
  ]);
});

test("accepts deprecated fields with a warning", () => {
  const route = { destination: { host: "a" } };
  const http = {
    route: [route],
    mirror: { host: "b" },
    mirrorPercent: 5,
    fault: { delay: { fixedDelay: "1s", percent: 10 } },
    corsPolicy: { allowOrigin: ["*"] },
  };
  const virtualService = { hosts: ["a"], http: [http] } as never;
  expect(validateSpec("VirtualService", virtualService)).toEqual([]);
  expect(specWarnings("VirtualService", virtualService)).toEqual([
    "spec.http[0].mirrorPercent: found mirrorPercent, which is deprecated; expected mirrorPercentage.",
    "spec.http[0].fault.delay.percent: found percent, which is deprecated; expected percentage.",
    "spec.http[0].corsPolicy.allowOrigin: found allowOrigin, which is deprecated; expected allowOrigins.",
  ]);
  const policy = {
    loadBalancer: { simple: "LEAST_CONN", warmupDurationSecs: "10s" },
    outlierDetection: { consecutiveErrors: 5 },
  };
  const destinationRule = { host: "a", trafficPolicy: policy } as never;
  expect(validateSpec("DestinationRule", destinationRule)).toEqual([]);
  expect(specWarnings("DestinationRule", destinationRule)).toEqual([
    expect.stringMatching(/simple: found LEAST_CONN, which is deprecated; expected LEAST_REQUEST\.$/),
    expect.stringMatching(/warmupDurationSecs: .*expected warmup\.$/),
    expect.stringMatching(/consecutiveErrors: .*expected consecutive5xxErrors\.$/),
  ]);
  const wrong = { hosts: ["a"], http: [{ ...http, mirrorPercent: 101 }] } as never;
  expect(validateSpec("VirtualService", wrong).map(({ path }) => path)).toEqual(["http[0].mirrorPercent"]);
});
