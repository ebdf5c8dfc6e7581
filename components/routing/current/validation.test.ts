import * as fc from "fast-check";
import type { CurrentSpecs } from "../kinds";
import { specWarnings, validateSpec } from "../validate";
import {
  completeDestinationRule,
  completeGateway,
  completeVirtualService,
} from "../../../test/support/routing/completeSpecs";
import type { DestinationRuleSpec } from "./destinationRule";
import type { GatewaySpec } from "./gateway";
import type { VirtualServiceSpec } from "./virtualService";

/** The paths of the problems of a spec of any shape. */
function paths<Kind extends keyof CurrentSpecs>(kind: Kind, spec: unknown): string[] {
  return validateSpec<keyof CurrentSpecs>(kind, spec as CurrentSpecs[Kind]).map(({ path }) => path);
}

const route = [{ destination: { host: "reviews", subset: "v1" } }];
const service = (http: object): unknown => ({ hosts: ["reviews"], http: [{ route, ...http }] });
const without = (http: object): unknown => ({ hosts: ["reviews"], http: [http] });

test("accepts a spec that uses every field", () => {
  expect(validateSpec("VirtualService", completeVirtualService)).toEqual([]);
  expect(validateSpec("DestinationRule", completeDestinationRule)).toEqual([]);
  expect(validateSpec("Gateway", completeGateway)).toEqual([]);
});

test("accepts a delegate VirtualService without hosts and with HTTP only", () => {
  expect(paths("VirtualService", { http: [{ route }] } satisfies VirtualServiceSpec)).toEqual([]);
  const delegate = { name: "other" };
  expect(paths("VirtualService", { gateways: ["mesh"], tcp: [{ route }], http: [{ delegate }] })).toEqual([
    ...["gateways", "tcp", "http[0].delegate"],
  ]);
});

const r = "http[0]";

test.each<[says: string, spec: unknown, ...paths: string[]]>([
  ["missing routes", { hosts: ["reviews"] }, ""],
  ["only an empty list of routes", { hosts: ["reviews"], http: [] }, ""],
  ["a route without action", without({}), r],
  ["route and redirect", service({ redirect: { uri: "/" } }), r],
  ["route and directResponse", service({ directResponse: { status: 503 } }), r],
  [
    "a fault beside a direct response",
    without({ directResponse: { status: 503 }, fault: { abort: { httpStatus: 500 } } }),
    r,
  ],
  ["a rewrite of a redirect", without({ redirect: { uri: "/" }, rewrite: { uri: "/" } }), r],
  ["mirror and mirrors", service({ mirror: { host: "a" }, mirrors: [{ destination: { host: "b" } }] }), r],
  ["a missing destination", without({ route: [{ weight: 1 }] }), `${r}.route[0].destination`],
  [
    "the destination *",
    without({ route: [{ destination: { host: "*" } }] }),
    `${r}.route[0].destination.host`,
  ],
  [
    "an invalid subset",
    without({ route: [{ destination: { host: "a", subset: "V 1" } }] }),
    `${r}.route[0].destination.subset`,
  ],
  ["only weights of 0", without({ route: [...route, ...route] }), `${r}.route`],
  ["a negative weight", without({ route: [{ ...route[0], weight: -1 }] }), `${r}.route[0].weight`],
  ["an empty match", service({ match: [{}] }), `${r}.match[0]`],
  ["a match with only a name", service({ match: [{ name: "a" }] }), `${r}.match[0]`],
  [
    "a string match with two fields",
    service({ match: [{ uri: { exact: "/", prefix: "/" } }] }),
    `${r}.match[0].uri`,
  ],
  ["an empty string match", service({ match: [{ method: {} }] }), `${r}.match[0].method`],
  [
    "an empty prefix of a header",
    service({ match: [{ headers: { a: { prefix: "" } } }] }),
    `${r}.match[0].headers.a.prefix`,
  ],
  [
    "a claim of a JWT for sidecars",
    service({ match: [{ headers: { "@request.auth.claims.a": {} } }] }),
    `${r}.match[0].headers`,
  ],
  [
    "an invalid regular expression",
    service({ match: [{ uri: { regex: "a|*" } }] }),
    `${r}.match[0].uri.regex`,
  ],
  [
    "an unknown status in retryOn",
    service({ retries: { attempts: 1, retryOn: "299" } }),
    `${r}.retries.retryOn`,
  ],
  [
    "a share of faults that is too small",
    service({ fault: { abort: { httpStatus: 500, percentage: { value: 0.00001 } } } }),
    `${r}.fault.abort.percentage.value`,
  ],
  [
    "invalid base64",
    without({ directResponse: { status: 200, body: { bytes: "AAE" } } }),
    `${r}.directResponse.body.bytes`,
  ],
  ["a host that ends with a number", { hosts: ["a.1"], http: [{ route }] }, "hosts[0]"],
  [
    "a range with leading zeros",
    { hosts: ["a.b"], tcp: [{ match: [{ destinationSubnets: ["10.0.0.0/08"] }], route }] },
    "tcp[0].match[0].destinationSubnets[0]",
  ],
  [
    "a label name with an empty part",
    service({ match: [{ sourceLabels: { "a..b/c": "d" } }] }),
    `${r}.match[0].sourceLabels."a..b/c"`,
  ],
  ["look-ahead", service({ match: [{ uri: { regex: "a(?!b)" } }] }), `${r}.match[0].uri.regex`],
  ["a back-reference", service({ match: [{ uri: { regex: "(a)\\1" } }] }), `${r}.match[0].uri.regex`],
  ["an invalid port", service({ match: [{ port: 0 }] }), `${r}.match[0].port`],
  ["an invalid gateway", service({ match: [{ gateways: ["a/b/c"] }] }), `${r}.match[0].gateways[0]`],
  ["an empty fault", service({ fault: {} }), `${r}.fault`],
  ["a delay without length", service({ fault: { delay: {} } }), `${r}.fault.delay.fixedDelay`],
  ["an invalid status", service({ fault: { abort: { httpStatus: 100 } } }), `${r}.fault.abort.httpStatus`],
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
  ["a zero timeout", service({ timeout: "0s" }), `${r}.timeout`],
  ["a timeout in microseconds", service({ timeout: "1500us" }), `${r}.timeout`],
  ["retries without attempts", service({ retries: { perTryTimeout: "1s" } }), `${r}.retries.attempts`],
  [
    "conditions of disabled retries",
    service({ retries: { attempts: 0, retryOn: "5xx" } }),
    `${r}.retries.retryOn`,
  ],
  ["an unknown condition", service({ retries: { attempts: 1, retryOn: "5xx,6xx" } }), `${r}.retries.retryOn`],
  ["an empty redirect", without({ redirect: { redirectCode: 301 } }), `${r}.redirect`],
  [
    "an invalid redirect code",
    without({ redirect: { uri: "/", redirectCode: 300 } }),
    `${r}.redirect.redirectCode`,
  ],
  [
    "a prefix rewrite without a prefix match",
    without({ match: [{ uri: { exact: "/a" } }], redirect: { prefixRewrite: "/b" } }),
    `${r}.match[0].uri`,
  ],
  [
    "a response of more than 1 MB",
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
    "an incomplete variable",
    service({ headers: { request: { add: { "x-a": "50%" } } } }),
    `${r}.headers.request.add.x-a`,
  ],
  [
    "an invalid method",
    service({ corsPolicy: { allowMethods: ["FETCH"] } }),
    `${r}.corsPolicy.allowMethods[0]`,
  ],
  ["an age in milliseconds", service({ corsPolicy: { maxAge: "500ms" } }), `${r}.corsPolicy.maxAge`],
  ["an unknown field", service({ retry: {} }), `${r}.retry`],
  ["the host * for sidecars", { hosts: ["*"], http: [{ route }] }, "hosts[0]"],
  ["a duplicate host", { hosts: ["a.b", "*.c", "a.b"], http: [{ route }] }, "hosts[2]"],
  ["overlapping hosts", { hosts: ["*.b", "a.b"], http: [{ route }] }, "hosts[1]"],
  [
    "TLS without names",
    { hosts: ["a.b"], tls: [{ match: [{ port: 443 }], route }] },
    "tls[0].match[0].sniHosts",
  ],
  [
    "a server name outside the hosts",
    { hosts: ["a.b"], tls: [{ match: [{ sniHosts: ["c.d"] }], route }] },
    "tls[0].match[0].sniHosts[0]",
  ],
  [
    "an invalid range",
    { hosts: ["a.b"], tcp: [{ match: [{ destinationSubnets: ["10.0.0.0/33"] }], route }] },
    "tcp[0].match[0].destinationSubnets[0]",
  ],
  ["TCP without a destination", { hosts: ["a.b"], tcp: [{ route: [] }] }, "tcp[0].route"],
  ["* beside a namespace", { hosts: ["a.b"], http: [{ route }], exportTo: ["*", "shop"] }, "exportTo"],
])("VirtualService: rejects %s", (_, spec, ...expected) => {
  expect(paths("VirtualService", spec)).toEqual(expected);
});

const rule = (trafficPolicy: object): unknown => ({ host: "reviews", trafficPolicy });
const t = "trafficPolicy";

test.each<[says: string, spec: unknown, ...paths: string[]]>([
  ["a missing host", {}, "host"],
  ["an address", { host: "10.0.0.1" }, "host"],
  ["an empty policy", rule({}), t],
  [
    "a tunnel and the PROXY protocol",
    rule({ tunnel: { targetHost: "a.b", targetPort: 1 }, proxyProtocol: {} }),
    t,
  ],
  ["an empty load balancer", rule({ loadBalancer: {} }), `${t}.loadBalancer`],
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
    "shares that add up to 90",
    rule({ loadBalancer: { localityLbSetting: { distribute: [{ from: "a", to: { b: 90 } }] } } }),
    `${t}.loadBalancer.localityLbSetting.distribute[0].to`,
  ],
  [
    "a ConfigMap without a namespace",
    rule({ tls: { mode: "SIMPLE", credentialName: "configmap://a" } }),
    `${t}.tls.credentialName`,
  ],
  [
    "a share in quotes",
    rule({
      loadBalancer: { localityLbSetting: { distribute: [{ from: "a", to: { b: "20", c: 80 } }] } },
    }),
    `${t}.loadBalancer.localityLbSetting.distribute[0].to.b`,
  ],
  [
    "failover to the same region",
    rule({ loadBalancer: { localityLbSetting: { failover: [{ from: "a", to: "a" }] } } }),
    `${t}.loadBalancer.localityLbSetting.failover[0].to`,
  ],
  [
    "overlapping localities",
    rule({
      loadBalancer: { localityLbSetting: { distribute: [{ from: "a", to: { "a/b": 40, "a/*": 60 } }] } },
    }),
    `${t}.loadBalancer.localityLbSetting.distribute[0].to`,
  ],
  [
    "a wildcard in the middle of a locality",
    rule({ loadBalancer: { localityLbSetting: { distribute: [{ from: "*/a", to: { b: 100 } }] } } }),
    `${t}.loadBalancer.localityLbSetting.distribute[0].from`,
  ],
  [
    "two kinds of locality settings",
    rule({ loadBalancer: { localityLbSetting: { enabled: true }, zoneAwareLbSetting: { enabled: true } } }),
    `${t}.loadBalancer`,
  ],
  ["an empty pool", rule({ connectionPool: {} }), `${t}.connectionPool`],
  [
    "two protocols",
    rule({ connectionPool: { http: { h2UpgradePolicy: "UPGRADE", useClientProtocol: true } } }),
    `${t}.connectionPool.http.useClientProtocol`,
  ],
  [
    "local failures without splitExternalLocalOriginErrors",
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
    "subject names beside insecureSkipVerify",
    rule({ tls: { mode: "SIMPLE", insecureSkipVerify: true, subjectAltNames: ["a"] } }),
    `${t}.tls.subjectAltNames`,
  ],
  [
    "a port without a policy",
    rule({ portLevelSettings: [{ port: { number: 80 } }] }),
    `${t}.portLevelSettings[0]`,
  ],
  ["a duplicate subset", { host: "a", subsets: [{ name: "v1" }, { name: "v1" }] }, "subsets[1]"],
  [
    "an invalid label",
    { host: "a", subsets: [{ name: "v1", labels: { version: "v 1" } }] },
    "subsets[0].labels.version",
  ],
  [
    "an empty policy of a subset",
    { host: "a", subsets: [{ name: "v1", trafficPolicy: {} }] },
    "subsets[0].trafficPolicy",
  ],
])("DestinationRule: rejects %s", (_, spec, ...expected) => {
  expect(paths("DestinationRule", spec)).toEqual(expected);
});

const gateway = (server: object): unknown => ({
  selector: { istio: "ingressgateway" },
  servers: [{ hosts: ["*"], port: { number: 80, name: "http", protocol: "HTTP" }, ...server }],
});
const https = { number: 443, name: "https", protocol: "HTTPS" };
const s = "servers[0]";

test.each<[says: string, spec: unknown, ...paths: string[]]>([
  ["an empty list of servers", { selector: {}, servers: [] }, "servers"],
  ["a host without a name", gateway({ hosts: ["shop/"] }), `${s}.hosts[0]`],
  ["a port beside a socket", gateway({ bind: "unix:///run/a" }), `${s}.port.number`],
  [
    "revoked certificates with mode SIMPLE",
    gateway({ port: https, tls: { mode: "SIMPLE", serverCertificate: "a", privateKey: "b", caCrl: "c" } }),
    `${s}.tls.caCrl`,
  ],
  ["an empty list of hosts", gateway({ hosts: [] }), `${s}.hosts`],
  ["a short name", gateway({ hosts: ["reviews"] }), `${s}.hosts[0]`],
  ["a part of a label", gateway({ hosts: ["*a.b"] }), `${s}.hosts[0]`],
  ["an invalid namespace", gateway({ hosts: ["A/a.b"] }), `${s}.hosts[0]`],
  ["an unknown protocol", gateway({ port: { ...https, protocol: "SCTP" } }), `${s}.port.protocol`],
  ["HTTPS without TLS", gateway({ port: https }), `${s}.tls`],
  ["TLS for plain HTTP", gateway({ tls: { mode: "SIMPLE", credentialName: "a" } }), `${s}.tls`],
  ["TLS for TCP", gateway({ port: { ...https, protocol: "TCP" }, tls: {} }), `${s}.tls`],
  [
    "a missing certificate",
    gateway({ port: https, tls: { mode: "SIMPLE" } }),
    `${s}.tls.serverCertificate`,
    `${s}.tls.privateKey`,
  ],
  [
    "a missing CA",
    gateway({ port: https, tls: { mode: "MUTUAL", serverCertificate: "a", privateKey: "b" } }),
    `${s}.tls.caCertificates`,
  ],
  [
    "two sources of certificates",
    gateway({ port: https, tls: { mode: "SIMPLE", credentialName: "a", credentialNames: ["b"] } }),
    `${s}.tls`,
  ],
  [
    "an unused certificate",
    gateway({ port: https, tls: { mode: "ISTIO_MUTUAL", credentialName: "a" } }),
    `${s}.tls.credentialName`,
  ],
  ["an invalid address", gateway({ bind: "everywhere" }), `${s}.bind`],
])("Gateway: rejects %s", (_, spec, ...expected) => {
  expect(paths("Gateway", spec)).toEqual(expected);
});

test("rejects a duplicate port name", () => {
  const server = { hosts: ["*"], port: { number: 80, name: "http", protocol: "HTTP" as const } };
  const spec: GatewaySpec = {
    selector: {},
    servers: [server, { ...server, port: { ...server.port, number: 81 } }],
  };
  expect(paths("Gateway", spec)).toEqual(["servers[1]"]);
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
      for (const guess of guesses) expect(Array.isArray(paths(kind, guess))).toBe(true);
    }),
  );
});

test.each(["toString", "constructor", "__proto__"])("reports the unknown field %s", (name) => {
  const spec = { hosts: ["a"], http: [JSON.parse(`{"${name}": false}`) as unknown] };
  expect(paths("VirtualService", spec)).toContain(`http[0].${name}`);
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

test("accepts several weights if and only if one is greater than 0", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }), (weights) => {
      const of = weights.map((weight) => ({ destination: { host: "a" }, weight }));
      const right = weights.length === 1 || weights.some((weight) => weight > 0);
      expect(paths("VirtualService", without({ route: of }))).toEqual(right ? [] : [`${r}.route`]);
    }),
  );
});

test.each<[string, Record<string, unknown>]>([
  ["a claim of a JWT by dots", { "@request.auth.claims.groups": { exact: "editors" } }],
  ["a claim of a JWT by brackets", { "@request.auth.claims[plan][name]": { exact: "paid" } }],
  ["a claim of a JWT without regard to case", { "@Request.Auth.Claims.Groups": {} }],
])("accepts a match of %s", (_, headers) => {
  expect(
    paths("VirtualService", {
      hosts: ["reviews"],
      gateways: ["a"],
      http: [{ match: [{ headers: headers as never }], route: [{ destination: { host: "a" } }] }],
    }),
  ).toEqual([]);
});

test.each(["@request.auth.claims", "@request.auth.claims.", "@request.auth.claims[]", "@other"])(
  "rejects a match of header %s",
  (name) => {
    const spec = without({ match: [{ headers: { [name]: {} } }], route: [{ destination: { host: "a" } }] });
    expect(paths("VirtualService", spec)).toHaveLength(1);
  },
);

test("accepts protocols of a Gateway in lower case, with the same rules", () => {
  const of = (protocol: string, tls?: object) =>
    paths("Gateway", {
      selector: {},
      servers: [{ port: { number: 1, name: "a", protocol }, hosts: ["*"], tls }],
    } as never);
  expect(of("tls", { mode: "PASSTHROUGH" })).toEqual([]);
  expect(of("Http")).toEqual([]);
  expect(of("https")).toEqual(["servers[0].tls"]);
  expect(of("tls ")).toEqual(["servers[0].port.protocol"]);
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
  expect(paths(kind, spec)).toEqual([]);
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

test("rejects subsets with the same name", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("v1", "v2", "v3", "v4"), { maxLength: 5 }), (names) => {
      const spec: DestinationRuleSpec = { host: "a", subsets: names.map((name) => ({ name })) };
      expect(paths("DestinationRule", spec)).toHaveLength(names.length - new Set(names).size);
    }),
  );
});
