import fc from "fast-check";
import { ConfigError, parseStackConfig } from "./parse";

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
    "ranges of pods and Services that overlap",
    { cluster: { driver: "embedded", podCIDR: "10.96.0.0/16" } },
    'cluster.serviceCIDR: found "10.96.0.0/16"; expected a range that overlaps with no other. cluster.podCIDR is 10.96.0.0/16.',
  ],
  [
    "a range of containers inside that of pods",
    { cluster: { driver: "k3s", subnet: "10.42.5.0/24" } },
    'cluster.subnet: found "10.42.5.0/24"; expected a range that overlaps with no other. cluster.podCIDR is 10.42.0.0/16.',
  ],
  [
    "a range of pods with the addresses of real nodes",
    {
      cluster: { driver: "embedded", nodes: "real", podCIDR: "198.18.0.0/16" },
      mesh: { version: "1.31.4" },
    },
    'cluster.podCIDR: found "198.18.0.0/16"; expected a range that overlaps with no other. the range of the nodes is 198.18.0.0/24.',
  ],
  [
    "a range of loopback addresses",
    { cluster: { driver: "embedded", podCIDR: "127.1.0.0/16" } },
    'cluster.podCIDR: found "127.1.0.0/16"; expected a range of private addresses. 127.0.0.0/8 is for loopback.',
  ],
  [
    "a range of pods without a part for each node",
    { cluster: { driver: "embedded", nodeCount: 3, podCIDR: "10.244.0.0/23" } },
    'cluster.podCIDR: found "10.244.0.0/23"; expected a range with a /24 for each of 3 nodes.',
  ],
  [
    "a range of Services that the API server rejects",
    { cluster: { driver: "embedded", serviceCIDR: "10.0.0.0/11", podCIDR: "172.16.0.0/16" } },
    'cluster.serviceCIDR: found "10.0.0.0/11"; expected a range from /12 to /28. The API server rejects larger ranges, and cluster DNS has the tenth address.',
  ],
  [
    "the API of k3s on a NodePort",
    { cluster: { driver: "k3s", apiPort: 32000 } },
    "cluster.apiPort: found 32000; expected an unused port. the ingress (mesh.ingress.httpNodePort) uses this port.",
  ],
  [
    "the API of real nodes on a NodePort",
    { cluster: { driver: "embedded", nodes: "real", apiPort: 30001 }, mesh: { version: "1.31.4" } },
    "cluster.apiPort: found 30001; expected an unused port. zipkin (addons.zipkin.nodePort) uses this port.",
  ],
  [
    "a rule for a version that is not installed",
    { routes: ["reviews-50-v3"], bookinfo: { v1Only: true } },
    'routes[0]: found "reviews-50-v3"; expected a rule for installed versions. reviews v3 is not installed. Remove the name, or set bookinfo.v1Only: false.',
  ],
  [
    "an argument of k3s that has a key",
    { cluster: { driver: "k3s", serverArgs: ["--cluster-cidr=10.2.0.0/16"] } },
    'cluster.serverArgs[0]: found "--cluster-cidr"; expected an argument that the driver does not set. Set cluster.podCIDR instead.',
  ],
  [
    "an argument of k3s that the driver sets, without its value",
    { cluster: { driver: "k3s", agentArgs: ["--token=s3cr3t"] } },
    'cluster.agentArgs[0]: found "--token"; expected an argument that the driver does not set. The driver sets it.',
  ],
  [
    "a sample where no sidecar is injected",
    { bookinfo: { namespace: "kube-system" } },
    'bookinfo.namespace: found "kube-system"; expected another namespace, such as default. Pods in the namespaces of Kubernetes get no sidecar.',
  ],
  [
    "routing rules in a namespace that is created with the sample only",
    { bookinfo: { enabled: false, namespace: "shop" }, routes: ["reviews-default"] },
    'bookinfo.namespace: found "shop"; expected default. With bookinfo.enabled: false nothing creates this namespace, which the rules require. Set bookinfo.enabled: true, or routes: [].',
  ],
  [
    "a control plane in a namespace of Kubernetes",
    { mesh: { namespace: "kube-public" } },
    'mesh.namespace: found "kube-public"; expected a separate namespace, such as istio-system. The stack creates and deletes it, and Kubernetes uses this one.',
  ],
  [
    "Grafana without Prometheus",
    { addons: { prometheus: { enabled: false }, servicegraph: { enabled: false } } },
    "addons.grafana.enabled: found true; expected false without Prometheus. It shows nothing. Set addons.prometheus.enabled: true, or addons.grafana.enabled: false.",
  ],
  [
    "tracing without Zipkin",
    { mesh: { tracing: true }, addons: { zipkin: { enabled: false } } },
    "mesh.tracing: found true; expected false without Zipkin. Nothing receives the spans. Set addons.zipkin.enabled: true, or mesh.tracing: false.",
  ],
  [
    "a version without quotes",
    { cluster: { driver: "embedded", kubernetesVersion: 1.33 } },
    'cluster.kubernetesVersion: found 1.33; expected one of 1.31, 1.32, 1.33. Put it in quotes, such as "1.33": YAML reads it as a number otherwise, and 1.30 as 1.3.',
  ],
  [
    "a tag without quotes",
    { mesh: { tag: 1.31 } },
    expect.stringMatching(
      /^mesh\.tag: found 1\.31; expected an image tag: .* Put it in quotes, such as "1\.31"/,
    ) as never,
  ],
  [
    "a pull secret that is not a valid name of a Secret",
    { images: { pullSecrets: ["Registry_1"] } },
    expect.stringMatching(/^images\.pullSecrets\[0\]: found "Registry_1"; expected a DNS subdomain/) as never,
  ],
  [
    "a host of NodePorts that is a URL",
    { cluster: { driver: "existing", nodePortHost: "http://example.org" } },
    'cluster.nodePortHost: found "http://example.org"; expected a name or address, without a scheme, port and path.',
  ],
  [
    "the URL of a Rancher server with a path",
    {
      cluster: {
        driver: "rancher",
        existing: { url: "https://rancher.example.org/v1", accessKey: "a" },
        hosts: [{ name: "a" }],
      },
    },
    'cluster.existing.url: found "https://rancher.example.org/v1"; expected an http or https URL without a path, such as https://rancher.example.org.',
  ],
  [
    "two kinds of TLS files of a Docker daemon",
    {
      cluster: {
        driver: "k3s",
        address: "0.0.0.0",
        docker: { host: "tcp://a:2376", certPath: "/c", caMaterial: "pem" },
      },
    },
    'cluster.docker.certPath: found "/c"; expected either certPath or the keys caMaterial, certMaterial and keyMaterial.',
  ],
  [
    "options of ssh for another connection",
    { cluster: { driver: "k3s", docker: { host: "unix:///d.sock", sshOpts: ["-v"] } } },
    'cluster.docker.sshOpts: found ["-v"]; expected no value, or host: ssh://USER@HOST.',
  ],
  [
    "a URL as the name of a registry, without its password",
    {
      cluster: {
        driver: "k3s",
        registries: { credentials: { "https://r.example": { password: "s3cr3t" } } },
      },
    },
    'cluster.registries.credentials: found "https://r.example"; expected a registry, HOST[:PORT], or "*" for all, as a key.',
  ],
  [
    "a text that may contain the password of a registry",
    { cluster: { driver: "k3s", registries: { credentials: { "r.example": "user:s3cr3t" } } } },
    'cluster.registries.credentials.r.example: found "string (not shown)"; expected a map of keys.',
  ],
  [
    "two credentials of a registry",
    {
      cluster: { driver: "k3s", registries: { credentials: { "r.example": { username: "u", token: "t" } } } },
    },
    'cluster.registries.credentials.r.example.username: found "u"; expected either username and password, or token.',
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
    "mesh.tlss: found an unknown key; expected one of version, namespace, hub, tag, tracing, ingress, tls, debugImages, policyChecks, singleNamespace. Did you mean tls?",
  ],
  [
    "an unknown key of a driver",
    { cluster: { driver: "existing", contxt: 3 } },
    "cluster.contxt: found an unknown key; expected one of driver, kubeconfig, kubeconfigPath, nodePortHost, context. Did you mean context?",
  ],
  [
    "an unknown mesh",
    { mesh: { generation: "curent" } },
    "mesh.generation: found an unknown key; expected one of version, namespace, hub, tag, tracing, ingress, tls, debugImages, policyChecks, singleNamespace. Did you mean version?",
  ],
  [
    "the former key of the mesh with a version of the other mesh",
    { mesh: { generation: "classic", version: "1.31.4" } },
    "mesh.generation: found an unknown key; expected one of version, namespace, hub, tag, tracing, ingress, tls, automaticInjection, sampling. Did you mean version?",
  ],
  [
    "a key of the classic mesh in the current mesh",
    { mesh: { version: "1.31.4", policyChecks: true } },
    "mesh.policyChecks: found an unknown key; expected one of version, namespace, hub, tag, tracing, ingress, tls, automaticInjection, sampling. The key requires mesh.version: 0.2.12.",
  ],
  [
    "a key of the current mesh in the classic mesh",
    { mesh: { sampling: 10 } },
    "mesh.sampling: found an unknown key; expected one of version, namespace, hub, tag, tracing, ingress, tls, debugImages, policyChecks, singleNamespace. The key requires mesh.version: 1.31.4.",
  ],
  [
    "a key of another driver",
    { cluster: { driver: "existing", nodePortHost: "a.example", podCIDR: "10.0.0.0/16" } },
    "cluster.podCIDR: found an unknown key; expected one of driver, kubeconfig, kubeconfigPath, nodePortHost, context. The key requires cluster.driver: embedded or k3s.",
  ],
  [
    "an unsupported Istio release",
    { mesh: { version: "1.20.0" } },
    'mesh.version: found "1.20.0"; expected 0.2.12 or a release of Istio 1.31, such as 1.31.4.',
  ],
  [
    "an unsupported classic release",
    { mesh: { version: "0.8.0", policyChecks: true } },
    'mesh.version: found "0.8.0"; expected 0.2.12 or a release of Istio 1.31, such as 1.31.4.',
  ],
  [
    "a version without quotes that is incomplete",
    { mesh: { version: 1.31 } },
    "mesh.version: found 1.31; expected 0.2.12 or a release of Istio 1.31, such as 1.31.4.",
  ],
  [
    "injection by istiod on simulated nodes",
    { mesh: { version: "1.31.4", automaticInjection: true } },
    "mesh.automaticInjection: found true; expected false. With cluster.nodes: simulated no istiod runs, so Kubernetes would reject all pods of the webhook.",
  ],
  [
    "the classic mesh on real nodes",
    { cluster: { driver: "embedded", nodes: "real" }, addons: { servicegraph: { enabled: false } } },
    'mesh.version: found "0.2.12"; expected a release of Istio 1.31, such as 1.31.4. The images of real nodes are built from package registries, which do not contain Istio 0.2. Use another driver for the classic mesh.',
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
    { mesh: { version: "1.31.4" }, routes: ["ratings-denial"] },
    'routes[0]: found "ratings-denial"; expected one of all-v1, reviews-default, reviews-50-v3, reviews-test-v2, ratings-test-delay, ratings-test-abort, destination-policy-reviews (ratings-denial is a Mixer rule, which requires mesh.version: 0.2.12).',
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
      mesh: { version: "1.31.4" },
      addons: { grafana: { enabled: true } },
    },
    /^addons\.grafana\.enabled: found true; expected false\. Grafana requires an image registry/,
  ],
  [
    "Servicegraph with the current mesh",
    { mesh: { version: "1.31.4" }, addons: { servicegraph: { enabled: true } } },
    /^addons\.servicegraph\.enabled: found true; expected false\. Servicegraph draws/,
  ],
])("rejects %s", (_, raw, message) => {
  expect(problems(raw)).toEqual([expect.stringMatching(message)]);
});

test("disables addons by default if the stack has no image or no mesh for them", () => {
  const live = parse({
    cluster: { driver: "embedded", nodes: "real" },
    mesh: { version: "1.31.4" },
  });
  expect(live.addons).toMatchObject({
    zipkin: { enabled: true },
    prometheus: { enabled: true },
    grafana: { enabled: false },
    servicegraph: { enabled: false },
  });
  expect(parse({ mesh: { version: "1.31.4" } }).addons).toMatchObject({
    grafana: { enabled: true },
    servicegraph: { enabled: false },
  });
});

test.each([
  ["in the namespace default", { bookinfo: { enabled: false }, routes: ["reviews-default"] }],
  [
    "in the control plane's namespace",
    { bookinfo: { enabled: false, namespace: "istio-system" }, routes: ["reviews-default"] },
  ],
  [
    "on an existing cluster",
    {
      cluster: { driver: "existing" },
      bookinfo: { enabled: false, namespace: "shop" },
      routes: ["reviews-default"],
    },
  ],
])("accepts routing rules without the sample %s", (_, raw) => {
  expect(parse(raw).bookinfo.enabled).toBe(false);
});

test("enables tracing by default if Zipkin is enabled", () => {
  for (const version of ["0.2.12", "1.31.4"]) {
    expect(parse({ mesh: { version } }).mesh.tracing).toBe(true);
    expect(parse({ mesh: { version, tracing: false } }).mesh.tracing).toBe(false);
    expect(parse({ mesh: { version }, addons: { zipkin: { enabled: false } } }).mesh.tracing).toBe(false);
  }
});

test.each([
  [{}, "classic", "0.2.12"],
  [{ version: "0.2.12" }, "classic", "0.2.12"],
  [{ version: "1.31.4" }, "current", "1.31.4"],
  [{ version: "1.31.0" }, "current", "1.31.0"],
])("selects the mesh by its version: %j", (mesh, istio, version) => {
  expect(parse({ mesh }).mesh).toMatchObject({ istio, version });
});

test.each([
  [{ generation: "classic" }, "0.2.12", /expected mesh\.version, which decides\. Remove it\.$/],
  [{ generation: "current" }, "1.31.4", /Replace it with version: 1\.31\.4\.$/],
  [{ generation: "current", version: "1.31.2" }, "1.31.2", /Remove it\.$/],
])("accepts the former key of the mesh with a warning: %j", (mesh, version, warning) => {
  const warnings: string[] = [];
  const parsed = parseStackConfig({ mesh: { ...mesh, tls: true } }, (text) => warnings.push(text));
  expect(parsed.mesh).toMatchObject({ istio: mesh.generation, version, tls: true });
  expect(parsed.mesh).not.toHaveProperty("generation");
  expect(warnings).toEqual([expect.stringMatching(/^mesh\.generation: found "c/)]);
  expect(warnings[0]).toMatch(warning);
});

test.each<[config: Record<string, unknown>, ...warnings: string[]]>([
  [
    { cluster: { driver: "embedded", nodes: "real" }, mesh: { version: "1.31.2" } },
    'mesh.version: found "1.31.2"; expected 1.31.4 on real nodes. Their images contain this release, whatever their tag.',
  ],
  [
    { cluster: { driver: "existing" }, mesh: { version: "1.31.2", automaticInjection: true } },
    'mesh.version: found "1.31.2"; expected 1.31.4 with mesh.automaticInjection. istiod injects sidecars by the template of this release.',
  ],
  [{ cluster: { driver: "existing" }, mesh: { version: "1.31.2" } }],
  [{ cluster: { driver: "existing" }, mesh: { version: "1.31.4", automaticInjection: true } }],
])("warns where the release is that of the Go module: %j", (config, ...expected) => {
  const warnings: string[] = [];
  parseStackConfig(config, (text) => warnings.push(text));
  expect(warnings).toEqual(expected);
});

test("reports all errors", () => {
  expect(
    problems({ mesh: { tls: "no", hub: "https://x" }, addons: { zipkin: { nodePort: 1 } }, bookinf: {} }),
  ).toHaveLength(4);
});

test("reports a misspelt key driver beside the missing one", () => {
  expect(problems({ cluster: { drivr: "k3s", agents: 1 } })).toEqual([
    "cluster.drivr: found an unknown key; expected driver.",
    "cluster.driver: found nothing; expected one of embedded, k3s, rancher, existing.",
  ]);
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

test.each([
  { images: { pullSecrets: ["registry.example.com"] } },
  { routes: ["reviews-default"], bookinfo: { v1Only: true } },
  { routes: ["reviews-50-v3"], bookinfo: { enabled: false } },
  { cluster: { driver: "k3s", serverArgs: ["--flannel-backend=host-gw"] } },
  { cluster: { driver: "existing", nodePortHost: "fd00::1" } },
  {
    cluster: {
      driver: "rancher",
      existing: { url: "https://r.example.org:8080/", accessKey: "a" },
      hosts: [{ name: "a" }],
    },
  },
  { cluster: { driver: "embedded", apiPort: 32000 } },
  { cluster: { driver: "embedded", podCIDR: "10.244.0.0/29" } },
  { bookinfo: { namespace: "istio-system" } },
  { bookinfo: { enabled: false, namespace: "kube-system" } },
  {
    addons: { prometheus: { enabled: false }, grafana: { enabled: false }, servicegraph: { enabled: false } },
  },
])("accepts %j", (raw) => {
  expect(problems(raw)).toEqual([]);
});
