import * as fc from "fast-check";
import type { DestinationRuleSpec } from "../../../components/routing/current/destinationRule";
import type { GatewaySpec } from "../../../components/routing/current/gateway";
import type { VirtualServiceSpec } from "../../../components/routing/current/virtualService";

/** Mostly valid values, so that a spec with many fields has a chance to be valid. */
const mostly = <T>(right: readonly T[], wrong: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  );

const name = mostly(["reviews", "a-b", "v1", "x"], ["Reviews", "-a", "a".repeat(64)]);
const host = mostly(
  ["reviews", "a.example.com", "*.example.org", "*-a.example.net", "reviews.default.svc.cluster.local"],
  ["*", "10.0.0.1", "a..b", ""],
);
const duration = mostly(["1ms", "1.5s", "1m30s", "1h"], ["0s", "100us", "soon", "1.5ms"]);
const seconds = mostly(["1s", "24h"], ["1.5s", "0s"]);
const percentage = fc.record({ value: mostly([0, 0.01, 50, 100], [101, -1]) });
const port = mostly([1, 80, 9080, 65535], [0, 65536]);
const headerNames = mostly(["cookie", "x-a", "x_b"], ["x a", "Host", "host", "", ":path"]);
const headerValues = mostly(["a", "", "50%%", "%REQ(x)%", "%PROTOCOL%"], ["100%", "a\nb"]);
const texts = mostly(["/", "a", "^(.*?;)?(user=jason)(;.*)?$", "\\\\1"], ["", "(?=a)", "a\\1"]);
const labels = fc.dictionary(mostly(["app", "example.com/app"], ["-a"]), mostly(["v1", ""], ["a b"]), {
  maxKeys: 2,
});
const exportTo = fc.uniqueArray(mostly([".", "shop"], ["*", "A"]), { minLength: 1, maxLength: 2 });
const gateways = mostly(["mesh", "bookinfo-gateway", "shop/a"], ["a/b/c"]);
const some = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 2 });
const unique = <T>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { minLength: 1, maxLength: 2 });
const optional = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;

const stringMatch = fc.oneof(
  fc.record({ exact: texts }),
  fc.record({ prefix: texts }),
  fc.record({ regex: texts }),
);

const destination = fc.record(
  { host, subset: name, port: fc.record({ number: port }) },
  { requiredKeys: ["host"] },
);
const headers = optional({
  request: optional({
    set: fc.dictionary(headerNames, headerValues, { maxKeys: 2 }),
    remove: some(headerNames),
  }),
  response: optional({ add: fc.dictionary(headerNames, headerValues, { maxKeys: 2 }) }),
});
const share = { destination, weight: fc.constantFrom(0, 1, 100, 250) };
const routes = some(fc.record({ ...share, headers }, { requiredKeys: ["destination"] }));
const l4Routes = some(fc.record(share, { requiredKeys: ["destination"] }));
const match = some(
  optional({
    uri: stringMatch,
    method: stringMatch,
    headers: fc.dictionary(headerNames, stringMatch, { maxKeys: 2 }),
    queryParams: fc.dictionary(fc.constantFrom("id", "q"), stringMatch, { maxKeys: 1 }),
    port,
    sourceLabels: labels,
    sourceNamespace: name,
    gateways: some(gateways),
  }),
);

const httpRoute = fc.oneof(
  fc.record(
    {
      match,
      route: routes,
      timeout: duration,
      fault: optional({
        delay: fc.record({ fixedDelay: duration, percentage }),
        abort: fc.record({ httpStatus: mostly([200, 503, 599], [100, 600]), percentage }),
      }),
      retries: fc.record(
        {
          attempts: mostly([3], [0]),
          perTryTimeout: duration,
          retryOn: mostly(["5xx,503"], ["9xx"]),
        },
        { requiredKeys: ["attempts"] },
      ),
      rewrite: optional({ uri: texts, authority: name }),
      mirror: destination,
      mirrorPercentage: percentage,
      corsPolicy: optional({
        allowOrigins: some(stringMatch),
        allowMethods: some(mostly(["GET", "*"], ["get"])),
        allowHeaders: some(headerNames),
        maxAge: seconds,
      }),
      headers,
    },
    { requiredKeys: ["route"] },
  ),
  fc.record(
    {
      match,
      redirect: fc.oneof(
        optional({ uri: texts, authority: host, port, redirectCode: mostly([301, 308], [200]) }),
        fc.record({ prefixRewrite: texts }),
      ),
    },
    { requiredKeys: ["redirect"] },
  ),
  fc.record({ directResponse: fc.record({ status: mostly([200, 503], [700]) }) }),
);

const l4Match = some(
  optional({ port, destinationSubnets: some(mostly(["10.0.0.0/8", "fd00::/8"], ["10/8"])) }),
);

const virtualService = unique(host).chain((hosts) =>
  fc.record(
    {
      hosts: fc.constant(hosts),
      gateways: unique(gateways),
      http: some(httpRoute),
      tcp: some(fc.record({ match: l4Match, route: l4Routes }, { requiredKeys: ["route"] })),
      tls: some(
        fc.record({
          match: some(fc.record({ sniHosts: some(mostly(hosts, ["b.example.com"])) })),
          route: l4Routes,
        }),
      ),
      exportTo,
    },
    { requiredKeys: ["hosts", "http"] },
  ),
);

const policy = optional({
  loadBalancer: optional({
    simple: mostly(["RANDOM", "LEAST_REQUEST"], ["BEST"]),
    warmup: optional({
      duration,
      aggression: mostly([1, 0.5], [0]),
      minimumPercent: mostly([0, 10], [101]),
    }),
  }),
  connectionPool: optional({
    tcp: optional({
      maxConnections: mostly([0, 1], [-1]),
      connectTimeout: duration,
      idleTimeout: duration,
    }),
    http: optional({
      http1MaxPendingRequests: mostly([0, 1], [-1]),
      idleTimeout: duration,
      h2UpgradePolicy: fc.constantFrom("UPGRADE", "DEFAULT"),
      useClientProtocol: fc.boolean(),
    }),
  }),
  outlierDetection: optional({
    consecutive5xxErrors: fc.constantFrom(0, 5),
    interval: duration,
    maxEjectionPercent: mostly([0, 100], [101]),
    splitExternalLocalOriginErrors: fc.boolean(),
    consecutiveLocalOriginFailures: mostly([0], [5]),
  }),
  tls: fc.oneof(
    fc.record({ mode: fc.constantFrom("DISABLE", "ISTIO_MUTUAL") }),
    fc.record({ mode: fc.constantFrom("SIMPLE", "MUTUAL"), credentialName: fc.constant("a") }),
    fc.record(
      {
        mode: fc.constantFrom("SIMPLE", "MUTUAL"),
        ...{ clientCertificate: fc.constant("/a.pem"), privateKey: fc.constant("/a.key") },
        ...{ caCertificates: fc.constant("/ca.pem"), insecureSkipVerify: fc.boolean() },
      },
      { requiredKeys: ["mode"] },
    ),
  ),
});

const hashes = fc.record({
  loadBalancer: fc.record({
    consistentHash: fc.oneof(
      fc.record({ httpHeaderName: headerNames }),
      fc.record({ useSourceIp: fc.boolean(), ringHash: fc.record({ minimumRingSize: mostly([1], [0]) }) }),
      fc.record({
        httpCookie: fc.record({ name: texts, ttl: duration }),
        maglev: fc.record({ tableSize: mostly([7, 65537], [4, 5000011]) }),
      }),
    ),
  }),
});

const destinationRule = fc.record(
  {
    host,
    trafficPolicy: fc.oneof(policy, hashes),
    subsets: some(
      fc.record({ name, labels, trafficPolicy: fc.oneof(policy, hashes) }, { requiredKeys: ["name"] }),
    ),
    exportTo,
  },
  { requiredKeys: ["host"] },
);

const server = fc.record(
  {
    port: fc.record({
      number: port,
      name,
      protocol: mostly(["HTTP", "HTTPS", "TLS", "TCP", "GRPC"], ["UDP"]),
    }),
    hosts: some(
      mostly(["*", "*.example.com", "./a.example.com", "*/*", "10.0.0.1"], ["A/a.b", "reviews", "*a.b"]),
    ),
    tls: fc.oneof(
      optional({ httpsRedirect: fc.boolean() }),
      fc.record({ mode: fc.constantFrom("PASSTHROUGH", "ISTIO_MUTUAL", "SIMPLE") }),
      fc.record({
        mode: fc.constantFrom("SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"),
        credentialName: fc.constant("a"),
      }),
      fc.record(
        {
          mode: fc.constantFrom("SIMPLE", "MUTUAL"),
          ...{ serverCertificate: fc.constant("/a.pem"), privateKey: fc.constant("/a.key") },
          ...{ caCertificates: fc.constant("/ca.pem"), caCrl: fc.constant("/crl.pem") },
        },
        { requiredKeys: ["mode", "serverCertificate", "privateKey"] },
      ),
    ),
    bind: mostly(["0.0.0.0", "::"], ["nowhere"]),
  },
  { requiredKeys: ["port", "hosts"] },
);

const gateway = fc.record({ selector: labels, servers: some(server) });

/** Arbitrary specs of each kind, valid and invalid. */
export const arbitrarySpecs = {
  VirtualService: virtualService as fc.Arbitrary<unknown> as fc.Arbitrary<VirtualServiceSpec>,
  DestinationRule: destinationRule as fc.Arbitrary<unknown> as fc.Arbitrary<DestinationRuleSpec>,
  Gateway: gateway as fc.Arbitrary<unknown> as fc.Arbitrary<GatewaySpec>,
} as const;
