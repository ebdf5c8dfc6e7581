import * as fc from "fast-check";
import { validateSpec, type CurrentSpecs } from "../kinds";
import {
  completeDestinationRule,
  completeGateway,
  completeVirtualService,
} from "../../../test/support/routing/completeSpecs";
import type { DestinationRuleSpec } from "./destinationRule";
import type { GatewaySpec } from "./gateway";
import type { VirtualServiceSpec } from "./virtualService";

/** The paths of the problems of a spec that may be of any shape. */
function paths<Kind extends keyof CurrentSpecs>(kind: Kind, spec: unknown): string[] {
  return validateSpec<keyof CurrentSpecs>(kind, spec as CurrentSpecs[Kind]).map(({ path }) => path);
}

const route = [{ destination: { host: "reviews", subset: "v1" } }];
const service = (http: object): unknown => ({ hosts: ["reviews"], http: [{ route, ...http }] });
const without = (http: object): unknown => ({ hosts: ["reviews"], http: [http] });

test("a spec that uses every field is right", () => {
  expect(validateSpec("VirtualService", completeVirtualService)).toEqual([]);
  expect(validateSpec("DestinationRule", completeDestinationRule)).toEqual([]);
  expect(validateSpec("Gateway", completeGateway)).toEqual([]);
});

test("a VirtualService that others delegate to has no hosts", () => {
  expect(paths("VirtualService", { http: [{ route }] } satisfies VirtualServiceSpec)).toEqual([]);
  const delegate = { name: "other" };
  expect(paths("VirtualService", { gateways: ["mesh"], tcp: [{ route }], http: [{ delegate }] })).toEqual([
    ...["gateways", "tcp", "http[0].delegate"],
  ]);
});

const r = "http[0]";

test.each<[says: string, spec: unknown, ...paths: string[]]>([
  ["no routes", { hosts: ["reviews"] }, ""],
  ["an empty list of routes", { hosts: ["reviews"], http: [] }, "http"],
  ["neither route nor answer", without({}), r],
  ["route and redirect", service({ redirect: { uri: "/" } }), r],
  ["route and answer", service({ directResponse: { status: 503 } }), r],
  [
    "a fault of an answer",
    without({ directResponse: { status: 503 }, fault: { abort: { httpStatus: 500 } } }),
    r,
  ],
  ["a rewrite of a redirect", without({ redirect: { uri: "/" }, rewrite: { uri: "/" } }), r],
  ["mirror and mirrors", service({ mirror: { host: "a" }, mirrors: [{ destination: { host: "b" } }] }), r],
  ["no destination", without({ route: [{ weight: 1 }] }), `${r}.route[0].destination`],
  [
    "all services as one",
    without({ route: [{ destination: { host: "*" } }] }),
    `${r}.route[0].destination.host`,
  ],
  [
    "a bad subset",
    without({ route: [{ destination: { host: "a", subset: "V 1" } }] }),
    `${r}.route[0].destination.subset`,
  ],
  ["no share at all", without({ route: [...route, ...route] }), `${r}.route`],
  ["a negative share", without({ route: [{ ...route[0], weight: -1 }] }), `${r}.route[0].weight`],
  ["an empty match", service({ match: [{}] }), `${r}.match[0]`],
  ["no match in the list", service({ match: [] }), `${r}.match`],
  ["a name is no condition", service({ match: [{ name: "a" }] }), `${r}.match[0]`],
  ["two ways to match", service({ match: [{ uri: { exact: "/", prefix: "/" } }] }), `${r}.match[0].uri`],
  ["no way to match", service({ match: [{ method: {} }] }), `${r}.match[0].method`],
  [
    "an empty prefix of a header",
    service({ match: [{ headers: { a: { prefix: "" } } }] }),
    `${r}.match[0].headers.a.prefix`,
  ],
  ["a header in capitals", service({ match: [{ headers: { Cookie: {} } }] }), `${r}.match[0].headers.Cookie`],
  ["look-ahead", service({ match: [{ uri: { regex: "a(?!b)" } }] }), `${r}.match[0].uri.regex`],
  ["a back-reference", service({ match: [{ uri: { regex: "(a)\\1" } }] }), `${r}.match[0].uri.regex`],
  ["a bad port", service({ match: [{ port: 0 }] }), `${r}.match[0].port`],
  ["a bad gateway", service({ match: [{ gateways: ["a/b/c"] }] }), `${r}.match[0].gateways[0]`],
  ["a fault that is none", service({ fault: {} }), `${r}.fault`],
  ["a delay without length", service({ fault: { delay: {} } }), `${r}.fault.delay.fixedDelay`],
  [
    "a status that is none",
    service({ fault: { abort: { httpStatus: 100 } } }),
    `${r}.fault.abort.httpStatus`,
  ],
  [
    "an unknown status of gRPC",
    service({ fault: { abort: { grpcStatus: "14" } } }),
    `${r}.fault.abort.grpcStatus`,
  ],
  [
    "a bare percentage",
    service({ fault: { delay: { fixedDelay: "1s", percentage: 5 } } }),
    `${r}.fault.delay.percentage`,
  ],
  ["a timeout of nothing", service({ timeout: "0s" }), `${r}.timeout`],
  ["a timeout in microseconds", service({ timeout: "1500us" }), `${r}.timeout`],
  ["no number of retries", service({ retries: { perTryTimeout: "1s" } }), `${r}.retries.attempts`],
  ["retries that are off", service({ retries: { attempts: 0, retryOn: "5xx" } }), `${r}.retries.retryOn`],
  ["an unknown condition", service({ retries: { attempts: 1, retryOn: "5xx,6xx" } }), `${r}.retries.retryOn`],
  ["an empty redirect", without({ redirect: { redirectCode: 301 } }), `${r}.redirect`],
  ["an odd redirect", without({ redirect: { uri: "/", redirectCode: 300 } }), `${r}.redirect.redirectCode`],
  [
    "a prefix in the place of none",
    without({ match: [{ uri: { exact: "/a" } }], redirect: { prefixRewrite: "/b" } }),
    `${r}.match[0].uri`,
  ],
  [
    "an answer beyond a megabyte",
    without({ directResponse: { status: 200, body: { string: "a".repeat(2 ** 21) } } }),
    `${r}.directResponse.body.string`,
  ],
  ["an empty rewrite", service({ rewrite: {} }), `${r}.rewrite`],
  [
    "two changes of the host",
    service({ rewrite: { authority: "a.b" }, headers: { request: { set: { Host: "c.d" } } } }),
    `${r}.headers.request`,
  ],
  [
    "the host of a response",
    service({ headers: { response: { set: { host: "a" } } } }),
    `${r}.headers.response.set.host`,
  ],
  [
    "half a variable",
    service({ headers: { request: { add: { "x-a": "50%" } } } }),
    `${r}.headers.request.add.x-a`,
  ],
  [
    "a method that is none",
    service({ corsPolicy: { allowMethods: ["FETCH"] } }),
    `${r}.corsPolicy.allowMethods[0]`,
  ],
  ["an age of half a second", service({ corsPolicy: { maxAge: "500ms" } }), `${r}.corsPolicy.maxAge`],
  ["a field that is not there", service({ retry: {} }), `${r}.retry`],
  ["every name, for sidecars", { hosts: ["*"], http: [{ route }] }, "hosts[0]"],
  ["a host twice", { hosts: ["a.b", "*.c", "a.b"], http: [{ route }] }, "hosts[2]"],
  ["a host below another", { hosts: ["*.b", "a.b"], http: [{ route }] }, "hosts[1]"],
  [
    "TLS without names",
    { hosts: ["a.b"], tls: [{ match: [{ port: 443 }], route }] },
    "tls[0].match[0].sniHosts",
  ],
  [
    "a name that is no host",
    { hosts: ["a.b"], tls: [{ match: [{ sniHosts: ["c.d"] }], route }] },
    "tls[0].match[0].sniHosts[0]",
  ],
  [
    "a bad range",
    { hosts: ["a.b"], tcp: [{ match: [{ destinationSubnets: ["10.0.0.0/33"] }], route }] },
    "tcp[0].match[0].destinationSubnets[0]",
  ],
  ["TCP without a destination", { hosts: ["a.b"], tcp: [{ route: [] }] }, "tcp[0].route"],
  ["all and one", { hosts: ["a.b"], http: [{ route }], exportTo: ["*", "shop"] }, "exportTo"],
])("VirtualService: %s", (_, spec, ...expected) => {
  expect(paths("VirtualService", spec)).toEqual(expected);
});

const rule = (trafficPolicy: object): unknown => ({ host: "reviews", trafficPolicy });
const t = "trafficPolicy";

test.each<[says: string, spec: unknown, ...paths: string[]]>([
  ["no host", {}, "host"],
  ["an address", { host: "10.0.0.1" }, "host"],
  ["an empty policy", rule({}), t],
  [
    "a tunnel and the PROXY protocol",
    rule({ tunnel: { targetHost: "a.b", targetPort: 1 }, proxyProtocol: {} }),
    t,
  ],
  ["a load balancer that says nothing", rule({ loadBalancer: {} }), `${t}.loadBalancer`],
  ["an unknown load balancer", rule({ loadBalancer: { simple: "BEST" } }), `${t}.loadBalancer.simple`],
  [
    "two load balancers",
    rule({ loadBalancer: { simple: "RANDOM", consistentHash: { useSourceIp: true } } }),
    `${t}.loadBalancer`,
  ],
  [
    "two hashes",
    rule({ loadBalancer: { consistentHash: { useSourceIp: true, httpHeaderName: "a" } } }),
    `${t}.loadBalancer.consistentHash`,
  ],
  [
    "a table of an even number",
    rule({ loadBalancer: { consistentHash: { useSourceIp: true, maglev: { tableSize: 4 } } } }),
    `${t}.loadBalancer.consistentHash.maglev.tableSize`,
  ],
  [
    "shares of 90",
    rule({ loadBalancer: { localityLbSetting: { distribute: [{ from: "a", to: { b: 90 } }] } } }),
    `${t}.loadBalancer.localityLbSetting.distribute[0].to`,
  ],
  [
    "a region in its own place",
    rule({ loadBalancer: { localityLbSetting: { failover: [{ from: "a", to: "a" }] } } }),
    `${t}.loadBalancer.localityLbSetting.failover[0].to`,
  ],
  ["an empty pool", rule({ connectionPool: {} }), `${t}.connectionPool`],
  [
    "two protocols",
    rule({ connectionPool: { http: { h2UpgradePolicy: "UPGRADE", useClientProtocol: true } } }),
    `${t}.connectionPool.http.useClientProtocol`,
  ],
  [
    "failures that are not told apart",
    rule({ outlierDetection: { consecutiveLocalOriginFailures: 5 } }),
    `${t}.outlierDetection.consecutiveLocalOriginFailures`,
  ],
  [
    "101 percent",
    rule({ outlierDetection: { maxEjectionPercent: 101 } }),
    `${t}.outlierDetection.maxEjectionPercent`,
  ],
  ["TLS without a mode", rule({ tls: { sni: "a" } }), `${t}.tls.mode`],
  [
    "mutual TLS without keys",
    rule({ tls: { mode: "MUTUAL" } }),
    `${t}.tls.clientCertificate`,
    `${t}.tls.privateKey`,
  ],
  [
    "keys beside a secret",
    rule({ tls: { mode: "SIMPLE", credentialName: "a", caCertificates: "b" } }),
    `${t}.tls.caCertificates`,
  ],
  [
    "names that are not looked at",
    rule({ tls: { mode: "SIMPLE", insecureSkipVerify: true, subjectAltNames: ["a"] } }),
    `${t}.tls.subjectAltNames`,
  ],
  [
    "a port without a policy",
    rule({ portLevelSettings: [{ port: { number: 80 } }] }),
    `${t}.portLevelSettings[0]`,
  ],
  ["a subset twice", { host: "a", subsets: [{ name: "v1" }, { name: "v1" }] }, "subsets[1]"],
  [
    "a bad label",
    { host: "a", subsets: [{ name: "v1", labels: { version: "v 1" } }] },
    "subsets[0].labels.version",
  ],
  [
    "an empty policy of a subset",
    { host: "a", subsets: [{ name: "v1", trafficPolicy: {} }] },
    "subsets[0].trafficPolicy",
  ],
])("DestinationRule: %s", (_, spec, ...expected) => {
  expect(paths("DestinationRule", spec)).toEqual(expected);
});

const gateway = (server: object): unknown => ({
  selector: { istio: "ingressgateway" },
  servers: [{ hosts: ["*"], port: { number: 80, name: "http", protocol: "HTTP" }, ...server }],
});
const https = { number: 443, name: "https", protocol: "HTTPS" };
const s = "servers[0]";

test.each<[says: string, spec: unknown, ...paths: string[]]>([
  ["no servers", { selector: {}, servers: [] }, "servers"],
  ["no selector", { servers: [{ hosts: ["*"], port: https, tls: {} }] }, "selector"],
  ["no host", gateway({ hosts: [] }), `${s}.hosts`],
  ["a short name", gateway({ hosts: ["reviews"] }), `${s}.hosts[0]`],
  ["a part of a label", gateway({ hosts: ["*a.b"] }), `${s}.hosts[0]`],
  ["a bad namespace", gateway({ hosts: ["A/a.b"] }), `${s}.hosts[0]`],
  ["a protocol that is none", gateway({ port: { ...https, protocol: "UDP" } }), `${s}.port.protocol`],
  ["HTTPS without TLS", gateway({ port: https }), `${s}.tls`],
  ["TLS for plain HTTP", gateway({ tls: { mode: "SIMPLE", credentialName: "a" } }), `${s}.tls`],
  ["TLS for TCP", gateway({ port: { ...https, protocol: "TCP" }, tls: {} }), `${s}.tls`],
  [
    "no certificate",
    gateway({ port: https, tls: { mode: "SIMPLE" } }),
    `${s}.tls.serverCertificate`,
    `${s}.tls.privateKey`,
  ],
  [
    "no CA",
    gateway({ port: https, tls: { mode: "MUTUAL", serverCertificate: "a", privateKey: "b" } }),
    `${s}.tls.caCertificates`,
  ],
  [
    "two sources",
    gateway({ port: https, tls: { mode: "SIMPLE", credentialName: "a", credentialNames: ["b"] } }),
    `${s}.tls`,
  ],
  [
    "a certificate that is not used",
    gateway({ port: https, tls: { mode: "ISTIO_MUTUAL", credentialName: "a" } }),
    `${s}.tls.credentialName`,
  ],
  ["an address that is none", gateway({ bind: "everywhere" }), `${s}.bind`],
])("Gateway: %s", (_, spec, ...expected) => {
  expect(paths("Gateway", spec)).toEqual(expected);
});

test("a name of a port twice", () => {
  const server = { hosts: ["*"], port: { number: 80, name: "http", protocol: "HTTP" as const } };
  const spec: GatewaySpec = {
    selector: {},
    servers: [server, { ...server, port: { ...server.port, number: 81 } }],
  };
  expect(paths("Gateway", spec)).toEqual(["servers[1]"]);
});

test("nothing that is given makes validation throw", () => {
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
      for (const guess of guesses) expect(Array.isArray(paths(kind, guess))).toBe(true);
    }),
  );
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
  expect(paths("VirtualService", spec)).toEqual([
    ...["hosts[0]", "gateways[0]", "exportTo[0]", "http[0].match[0].gateways[0]"],
    ...["http[0].route[0].destination.host", "http[0].headers.request.remove[0]"],
  ]);
  const tcp = [{ match: [{ destinationSubnets: [odd] }], route }];
  expect(paths("VirtualService", { hosts: ["a.b"], tcp })).toEqual(["tcp[0].match[0].destinationSubnets[0]"]);
  const server = {
    port: { number: 80, name: "http", protocol: "HTTPS" },
    hosts: [odd],
    bind: odd,
    tls: { mode: odd },
  };
  expect(paths("Gateway", { selector: {}, servers: [server] })).toEqual([
    ...[`${s}.hosts[0]`, `${s}.bind`, `${s}.tls.mode`],
  ]);
  const outlierDetection = { consecutiveLocalOriginFailures: odd };
  expect(paths("DestinationRule", rule({ outlierDetection }))).toContain(
    `${t}.outlierDetection.consecutiveLocalOriginFailures`,
  );
});

test("shares are right if and only if one of several is more than none", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }), (weights) => {
      const of = weights.map((weight) => ({ destination: { host: "a" }, weight }));
      const right = weights.length === 1 || weights.some((weight) => weight > 0);
      expect(paths("VirtualService", without({ route: of }))).toEqual(right ? [] : [`${r}.route`]);
    }),
  );
});

test("subsets and ports are told apart by their names", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("v1", "v2", "v3", "v4"), { maxLength: 5 }), (names) => {
      const spec: DestinationRuleSpec = { host: "a", subsets: names.map((name) => ({ name })) };
      expect(paths("DestinationRule", spec)).toHaveLength(names.length - new Set(names).size);
    }),
  );
});
