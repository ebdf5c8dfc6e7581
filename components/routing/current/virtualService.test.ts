import * as fc from "fast-check";
import { problemPaths, route, service } from "../../../test/support/routing/specParts";
import type { VirtualServiceSpec } from "./virtualService";

const without = (http: object): unknown => ({ hosts: ["reviews"], http: [http] });

test("accepts a delegate VirtualService without hosts and with HTTP only", () => {
  expect(problemPaths("VirtualService", { http: [{ route }] } satisfies VirtualServiceSpec)).toEqual([]);
  const delegate = { name: "other" };
  expect(
    problemPaths("VirtualService", { gateways: ["mesh"], tcp: [{ route }], http: [{ delegate }] }),
  ).toEqual([...["gateways", "tcp", "http[0].delegate"]]);
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
  expect(problemPaths("VirtualService", spec)).toEqual(expected);
});

test("accepts several weights if and only if one is greater than 0", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }), (weights) => {
      const of = weights.map((weight) => ({ destination: { host: "a" }, weight }));
      const right = weights.length === 1 || weights.some((weight) => weight > 0);
      expect(problemPaths("VirtualService", without({ route: of }))).toEqual(right ? [] : [`${r}.route`]);
    }),
  );
});

test.each<[string, Record<string, unknown>]>([
  ["a claim of a JWT by dots", { "@request.auth.claims.groups": { exact: "editors" } }],
  ["a claim of a JWT by brackets", { "@request.auth.claims[plan][name]": { exact: "paid" } }],
  ["a claim of a JWT without regard to case", { "@Request.Auth.Claims.Groups": {} }],
])("accepts a match of %s", (_, headers) => {
  expect(
    problemPaths("VirtualService", {
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
    expect(problemPaths("VirtualService", spec)).toHaveLength(1);
  },
);
