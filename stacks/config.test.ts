import fc from "fast-check";
import { parseStackConfig } from "./config";
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

test("an empty configuration is the document's environment", () => {
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
    "a NodePort out of range",
    { mesh: { ingress: { httpNodePort: 80 } } },
    "mesh.ingress.httpNodePort: found 80; allowed: a whole number from 30000 to 32767",
  ],
  [
    "a NodePort used twice",
    { addons: { zipkin: { nodePort: 32000 } } },
    "addons.zipkin.nodePort: found 32000; allowed: a port that is not used yet (mesh.ingress.httpNodePort has this one)",
  ],
  [
    "an unknown driver",
    { cluster: { driver: "embeded" } },
    'cluster.driver: found "embeded"; allowed: embedded, k3s, rancher, existing (did you mean embedded?)',
  ],
  [
    "a boolean as a string",
    { mesh: { tls: "true" } },
    'mesh.tls: found "true"; allowed: true or false (without quotes)',
  ],
  [
    "an unknown key",
    { mesh: { tlss: true } },
    "mesh.tlss: there is no such key (did you mean tls?); allowed: generation, version, namespace, hub, tag, tracing, ingress, tls, debugImages, policyChecks, singleNamespace",
  ],
  [
    "an unknown key of a driver",
    { cluster: { driver: "existing", contxt: 3 } },
    "cluster.contxt: there is no such key (did you mean context?); allowed: driver, kubeconfig, kubeconfigPath, nodePortHost, context",
  ],
  [
    "an unknown generation",
    { mesh: { generation: "curent" } },
    'mesh.generation: found "curent"; allowed: classic, current (did you mean current?)',
  ],
  [
    "a key of the other generation",
    { mesh: { generation: "current", policyChecks: true } },
    "mesh.policyChecks: there is no such key; allowed: generation, version, namespace, hub, tag, tracing, ingress, tls, automaticInjection, sampling",
  ],
  [
    "a release that the current generation does not follow",
    { mesh: { generation: "current", version: "1.20.0" } },
    'mesh.version: found "1.20.0"; allowed: a release of Istio 1.31, such as 1.31.4',
  ],
  [
    "injection by istiod where none runs",
    { mesh: { generation: "current", automaticInjection: true } },
    "mesh.automaticInjection: found true; allowed: false with cluster.nodes simulated: no istiod runs there, and pods that it is asked about would be refused",
  ],
  [
    "the classic mesh on real nodes",
    { cluster: { driver: "embedded", nodes: "real" }, addons: { servicegraph: { enabled: false } } },
    "mesh.generation: found \"classic\"; allowed: current: images for real nodes of this project's own are built from package registries, and Istio 0.2's are not there; it runs on driver existing",
  ],
  [
    "Grafana on real nodes",
    {
      cluster: { driver: "embedded", nodes: "real" },
      mesh: { generation: "current" },
      addons: { grafana: { enabled: true } },
    },
    "addons.grafana.enabled: found true; allowed: false: no package registry contains Grafana, so its image cannot be built; it requires an image registry",
  ],
  [
    "Servicegraph with the current mesh",
    { mesh: { generation: "current" }, addons: { servicegraph: { enabled: true } } },
    "addons.servicegraph.enabled: found true; allowed: false: Servicegraph draws Mixer's metrics, which only the classic mesh has (mesh.generation: classic)",
  ],
  [
    "a bad CIDR",
    { cluster: { driver: "embedded", podCIDR: "10.244.0.0" } },
    'cluster.podCIDR: found "10.244.0.0"; allowed: a range of IPv4 addresses, such as 10.244.0.0/16',
  ],
  [
    "a bad name",
    { bookinfo: { namespace: "Book_Info" } },
    'bookinfo.namespace: found "Book_Info"; allowed: a DNS label: up to 63 lower-case letters, digits and dashes, no dash at either end',
  ],
  [
    "an unknown route",
    { routes: ["reviews-defalt"] },
    'routes[0]: found "reviews-defalt"; allowed: one of all-v1, reviews-default, reviews-50-v3, reviews-test-v2, ratings-test-delay, ratings-test-abort, destination-policy-reviews, ratings-denial, ratings-ratelimit, additional-telemetry (did you mean reviews-default?)',
  ],
  [
    "a rule of Mixer in the current mesh",
    { mesh: { generation: "current" }, routes: ["ratings-denial"] },
    'routes[0]: found "ratings-denial"; allowed: one of all-v1, reviews-default, reviews-50-v3, reviews-test-v2, ratings-test-delay, ratings-test-abort, destination-policy-reviews (ratings-denial is a Mixer rule, which requires mesh.generation: classic)',
  ],
  ["a map where text belongs", { mesh: 5 }, "mesh: found 5; allowed: a map of keys"],
])("%s is refused, and the message says what is allowed", (_, raw, message) => {
  expect(problems(raw)).toEqual([message]);
});

test("addons without an image or a mesh of theirs are off unless asked for", () => {
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

test("all errors are reported at once", () => {
  expect(
    problems({ mesh: { tls: "no", hub: "https://x" }, addons: { zipkin: { nodePort: 1 } }, bookinf: {} }),
  ).toHaveLength(4);
});

test("a kubeconfig is never shown", () => {
  expect(problems({ cluster: { driver: "existing", kubeconfig: 12345 } }).join()).not.toContain("12345");
});

test("whatever is typed, the answer is a configuration or a list of problems", () => {
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
