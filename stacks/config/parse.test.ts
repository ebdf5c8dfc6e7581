import fc from "fast-check";
import { parseStackConfig } from "./parse";
import { ConfigError } from "./problems";

const parse = parseStackConfig;

function problems(raw: Record<string, unknown>): string[] {
  try {
    parse(raw);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.message
        .split("\n")
        .slice(1, -1)
        .map((line) => line.trim());
    throw error;
  }
  return [];
}

test("an empty configuration has the default environment", () => {
  const config = parse({});
  expect(config.cluster).toMatchObject({ driver: "embedded", nodes: "simulated", nodeCount: 1 });
  expect(config.mesh).toMatchObject({
    namespace: "istio-system",
    tls: false,
    ingress: { httpNodePort: 32000 },
  });
  expect(config.addons).toMatchObject({
    zipkin: { enabled: true, nodePort: 30001 },
    grafana: { enabled: true, nodePort: 30002 },
    prometheus: { enabled: true },
    servicegraph: { enabled: true },
  });
  expect(config.bookinfo).toMatchObject({ enabled: true, namespace: "default" });
  expect(config.routes).toEqual([]);
});

test.each<[string, Record<string, unknown>, string]>([
  [
    "a NodePort outside 30000-32767",
    { mesh: { ingress: { httpNodePort: 80 } } },
    "mesh.ingress.httpNodePort: found 80; expected an integer from 30000 to 32767.",
  ],
  [
    "a NodePort that is used twice",
    { addons: { zipkin: { nodePort: 32000 } } },
    "addons.zipkin.nodePort: found 32000; expected an unused port. mesh.ingress.httpNodePort uses this port.",
  ],
  [
    "an unknown driver",
    { cluster: { driver: "embeded" } },
    'cluster.driver: found "embeded"; expected one of embedded, k3s, rancher, existing. Did you mean embedded?',
  ],
  [
    "a boolean in quotes",
    { mesh: { tls: "true" } },
    'mesh.tls: found "true"; expected true or false, without quotes.',
  ],
  [
    "an unknown key",
    { mesh: { tlss: true } },
    "mesh.tlss: found an unknown key; expected one of generation, version, namespace, hub, tag, tracing, ingress, tls, debugImages, policyChecks, singleNamespace. Did you mean tls?",
  ],
  [
    "an unknown key of a driver",
    { cluster: { driver: "existing", contxt: 3 } },
    "cluster.contxt: found an unknown key; expected one of driver, kubeconfig, kubeconfigPath, nodePortHost, context. Did you mean context?",
  ],
  [
    "an unknown mesh",
    { mesh: { generation: "curent" } },
    'mesh.generation: found "curent"; expected one of classic, current. Did you mean current?',
  ],
  [
    "a key of the classic mesh in the current mesh",
    { mesh: { generation: "current", policyChecks: true } },
    "mesh.policyChecks: found an unknown key; expected one of generation, version, namespace, hub, tag, tracing, ingress, tls, automaticInjection, sampling.",
  ],
  [
    "an unsupported Istio release",
    { mesh: { generation: "current", version: "1.20.0" } },
    'mesh.version: found "1.20.0"; expected a release of Istio 1.31, such as 1.31.4.',
  ],
  [
    "injection by istiod on simulated nodes",
    { mesh: { generation: "current", automaticInjection: true } },
    "mesh.automaticInjection: found true; expected false. With cluster.nodes: simulated no istiod runs, so Kubernetes would reject all pods of the webhook.",
  ],
  [
    "the classic mesh on real nodes",
    { cluster: { driver: "embedded", nodes: "real" }, addons: { servicegraph: { enabled: false } } },
    'mesh.generation: found "classic"; expected current. The images of real nodes are built from package registries, which do not contain Istio 0.2. Use another driver for the classic mesh.',
  ],
  [
    "a bad CIDR",
    { cluster: { driver: "embedded", podCIDR: "10.244.0.0" } },
    'cluster.podCIDR: found "10.244.0.0"; expected an IPv4 range, such as 10.244.0.0/16.',
  ],
  [
    "a bad name",
    { bookinfo: { namespace: "Book_Info" } },
    'bookinfo.namespace: found "Book_Info"; expected a DNS label: at most 63 lowercase letters, digits and hyphens, with a letter or digit at both ends.',
  ],
  [
    "an unknown route",
    { routes: ["reviews-defalt"] },
    'routes[0]: found "reviews-defalt"; expected one of all-v1, reviews-default, reviews-50-v3, reviews-test-v2, ratings-test-delay, ratings-test-abort, destination-policy-reviews, ratings-denial, ratings-ratelimit, additional-telemetry. Did you mean reviews-default?',
  ],
  [
    "a Mixer rule in the current mesh",
    { mesh: { generation: "current" }, routes: ["ratings-denial"] },
    'routes[0]: found "ratings-denial"; expected one of all-v1, reviews-default, reviews-50-v3, reviews-test-v2, ratings-test-delay, ratings-test-abort, destination-policy-reviews (ratings-denial is a Mixer rule, which requires mesh.generation: classic).',
  ],
  [
    "a route that is listed twice",
    { routes: ["all-v1", "all-v1"] },
    'routes[1]: found "all-v1"; expected each name only once.',
  ],
  ["text instead of a map", { mesh: 5 }, "mesh: found 5; expected a map of keys."],
])("rejects %s", (_, raw, message) => {
  expect(problems(raw)).toEqual([message]);
});

// The explanation is tested with the addons.
test.each<[string, Record<string, unknown>, RegExp]>([
  [
    "Grafana on real nodes",
    {
      cluster: { driver: "embedded", nodes: "real" },
      mesh: { generation: "current" },
      addons: { grafana: { enabled: true } },
    },
    /^addons\.grafana\.enabled: found true; expected false\. Grafana requires an image registry/,
  ],
  [
    "Servicegraph with the current mesh",
    { mesh: { generation: "current" }, addons: { servicegraph: { enabled: true } } },
    /^addons\.servicegraph\.enabled: found true; expected false\. Servicegraph draws/,
  ],
])("rejects %s", (_, raw, message) => {
  expect(problems(raw)).toEqual([expect.stringMatching(message)]);
});

test("disables addons by default if the stack has no image or no mesh for them", () => {
  const live = parse({
    cluster: { driver: "embedded", nodes: "real" },
    mesh: { generation: "current" },
  });
  expect(live.addons).toMatchObject({
    zipkin: { enabled: true },
    prometheus: { enabled: true },
    grafana: { enabled: false },
    servicegraph: { enabled: false },
  });
  expect(parse({ mesh: { generation: "current" } }).addons).toMatchObject({
    grafana: { enabled: true },
    servicegraph: { enabled: false },
  });
});

test("reports all errors", () => {
  expect(
    problems({ mesh: { tls: "no", hub: "https://x" }, addons: { zipkin: { nodePort: 1 } }, bookinf: {} }),
  ).toHaveLength(4);
});

test("does not show a kubeconfig", () => {
  expect(problems({ cluster: { driver: "existing", kubeconfig: 12345 } }).join()).not.toContain("12345");
});

test("returns a configuration or a list of problems for any input", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom("cluster", "mesh", "addons", "bookinfo", "routes", "images", "x"),
        fc.jsonValue() as fc.Arbitrary<unknown>,
      ),
      (raw) => {
        try {
          parse(raw);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      },
    ),
  );
});
