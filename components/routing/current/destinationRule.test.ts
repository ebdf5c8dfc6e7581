import * as fc from "fast-check";
import { problemPaths, rule } from "../../../test/support/routing/specParts";
import type { DestinationRuleSpec } from "./destinationRule";

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
  expect(problemPaths("DestinationRule", spec)).toEqual(expected);
});

test("rejects subsets with the same name", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("v1", "v2", "v3", "v4"), { maxLength: 5 }), (names) => {
      const spec: DestinationRuleSpec = { host: "a", subsets: names.map((name) => ({ name })) };
      expect(problemPaths("DestinationRule", spec)).toHaveLength(names.length - new Set(names).size);
    }),
  );
});
