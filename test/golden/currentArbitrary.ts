import * as fc from "fast-check";
import type { CurrentInjectionParams } from "../../components/sidecar";
import { kinds, workloadObject, type WorkloadInput } from "./currentInputs";

/* Random valid workloads and parameters for the comparison with istioctl. */

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
// Only words that YAML does not read as booleans, because the chart's template does not quote some.
const word = fc.stringMatching(/^w[a-z0-9]{1,5}$/);
const port = fc.integer({ min: 1, max: 14999 });
const flag = fc.constantFrom("true", "false");
const ports = fc.array(port, { maxLength: 3 }).map((list) => list.join(","));
const ranges = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 223 }), fc.nat(32)), { maxLength: 2 })
  .map((list) => list.map(([first, bits]) => `${first}.0.0.0/${bits}`).join(","));
const quantity = fc.oneof(
  fc.integer({ min: 1, max: 4000 }).map((milli) => `${milli}m`),
  fc.integer({ min: 1, max: 900 }).map((mebi) => `${mebi}Mi`),
);

/** A mapping with a random subset of the keys. */
const some = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>;

const labels = some({
  app: fc.oneof(word, fc.constant("")),
  version: word,
  "app.kubernetes.io/name": word,
  "app.kubernetes.io/version": word,
  "service.istio.io/canonical-name": word,
  "service.istio.io/workload-name": word,
  "security.istio.io/tlsMode": fc.constantFrom("istio", "disabled"),
  "topology.istio.io/network": word,
  "sidecar.istio.io/inject": fc.constantFrom("true", "false", "other"),
});

const duration = fc.integer({ min: 1, max: 300 }).map((seconds) => `${seconds}s`);
const proxyConfig = some({
  drainDuration: duration,
  terminationDrainDuration: duration,
  concurrency: fc.nat(8),
  holdApplicationUntilProxyStarts: fc.boolean(),
  statusPort: fc.constantFrom(15020, 15040),
  interceptionMode: fc.constantFrom("REDIRECT", "TPROXY"),
  proxyMetadata: fc.dictionary(fc.stringMatching(/^META_[A-Z]{1,4}$/), word, { maxKeys: 3 }),
  extraStatTags: fc.array(word, { maxLength: 2 }),
  image: fc.record({ imageType: fc.constantFrom("debug", "distroless", "default") }),
  tracing: some({ sampling: fc.integer({ min: 0, max: 100 }), maxPathTagLength: fc.nat(300) }),
  meshId: word,
});

const annotations = some({
  "sidecar.istio.io/inject": flag,
  "sidecar.istio.io/interceptionMode": fc.constantFrom("REDIRECT", "TPROXY", "NONE"),
  "sidecar.istio.io/nativeSidecar": flag,
  "sidecar.istio.io/rewriteAppHTTPProbers": flag,
  "sidecar.istio.io/proxyImage": fc.constantFrom("a/b:1", "bare"),
  "sidecar.istio.io/proxyImageType": fc.constantFrom("debug", "default"),
  "sidecar.istio.io/proxyCPU": quantity,
  "sidecar.istio.io/proxyMemoryLimit": quantity,
  "sidecar.istio.io/logLevel": word,
  "sidecar.istio.io/capNetBindService": flag,
  "sidecar.istio.io/bootstrapOverride": word,
  "status.sidecar.istio.io/port": fc.constantFrom("0", "15020", "15031"),
  "readiness.status.sidecar.istio.io/periodSeconds": fc.integer({ min: 1, max: 60 }).map(String),
  "traffic.sidecar.istio.io/includeOutboundIPRanges": fc.oneof(ranges, fc.constant("*")),
  "traffic.sidecar.istio.io/excludeOutboundIPRanges": ranges,
  "traffic.sidecar.istio.io/includeInboundPorts": fc.oneof(ports, fc.constant("*")),
  "traffic.sidecar.istio.io/excludeInboundPorts": ports,
  "traffic.sidecar.istio.io/includeOutboundPorts": ports,
  "traffic.sidecar.istio.io/excludeOutboundPorts": ports,
  "traffic.sidecar.istio.io/excludeInterfaces": fc.constantFrom("", "eth1"),
  "prometheus.io/scrape": flag,
  "prometheus.io/port": port.map(String),
  "prometheus.istio.io/merge-metrics": flag,
  "prometheus.istio.io/scrape-targets": port.map((number) => `${number}:/m`),
  "proxy.istio.io/config": proxyConfig.map((config) => JSON.stringify(config)),
  "kubectl.kubernetes.io/default-container": word,
});

const portOrName = fc.oneof(port, fc.constantFrom("http", "none"));
const handler = fc.oneof(
  some({
    path: word.map((path) => `/${path}`),
    scheme: fc.constantFrom("HTTP", "HTTPS"),
    host: word,
  }).chain((fields) => portOrName.map((found) => ({ httpGet: { ...fields, port: found } }))),
  portOrName.map((found) => ({ tcpSocket: { port: found } })),
  fc.constant({ exec: { command: ["true"] } }),
);
const probe = fc
  .tuple(
    fc.oneof(
      handler,
      port.map((found) => ({ grpc: { port: found } })),
    ),
    maybe(fc.integer({ min: 1, max: 9 })),
  )
  .map(([action, timeoutSeconds]) => ({ ...action, ...(timeoutSeconds && { timeoutSeconds }) }));

const container = fc.record(
  {
    image: word,
    ports: fc.constantFrom([{ name: "http", containerPort: 8080 }], [{ containerPort: 53, protocol: "UDP" }]),
    readinessProbe: probe,
    livenessProbe: probe,
    startupProbe: probe,
    lifecycle: fc.record({ preStop: handler, postStart: handler }, { requiredKeys: [] }),
  },
  { requiredKeys: ["image"] },
);

const containersNamed = (names: string[]) =>
  fc
    .array(container, { minLength: 1, maxLength: names.length })
    .map((list) => list.map((fields, index) => ({ name: names[index]!, ...fields })));

const ownProxy = fc.record(
  {
    name: fc.constant("istio-proxy"),
    image: fc.constantFrom("auto", "mine/proxy:1"),
    env: fc.constant([{ name: "MINE", value: "1" }]),
    securityContext: fc.record({ runAsUser: fc.constantFrom(0, 1234) }),
    resources: fc.constant({ limits: { cpu: "3" } }),
  },
  { requiredKeys: ["name", "image"] },
);

const spec = fc
  .record({
    containers: containersNamed(["a", "b", "c"]),
    initContainers: maybe(containersNamed(["i", "j"])),
    ownProxy: fc.option(ownProxy, { nil: undefined, freq: 5 }),
    hostNetwork: fc.constantFrom(undefined, undefined, undefined, undefined, true),
    volumes: maybe(fc.constant([{ name: "data", emptyDir: {} }])),
    serviceAccountName: maybe(word),
  })
  .map(({ ownProxy: own, containers, ...fields }) => ({
    ...Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined)),
    containers: [...containers, ...(own ? [own] : [])],
  }));

const input: fc.Arbitrary<WorkloadInput> = fc.record({
  kind: fc.constantFrom(...kinds),
  namespace: fc.constantFrom(undefined, "shop", "kube-system"),
  labels: maybe(labels),
  annotations: maybe(annotations),
  spec,
});

/** Workloads with distinct names. */
export const workloads: fc.Arbitrary<object[]> = fc
  .array(input, { minLength: 30, maxLength: 40 })
  .map((list) => list.map((fields, index) => workloadObject(`w${index}`, fields)));

export const parameters = fc.record(
  {
    nativeSidecars: fc.boolean(),
    rewriteAppHTTPProbe: fc.boolean(),
    privileged: fc.boolean(),
    image: fc.constant("example.com/proxy:1"),
    tag: fc.constantFrom("1.31.4", "1.31.4-debug"),
    imagePullPolicy: fc.constantFrom("Always", "IfNotPresent", "Never"),
    imagePullSecrets: fc.uniqueArray(word, { maxLength: 2 }),
    namespace: fc.constantFrom("mesh", "istio-system"),
    revision: fc.constantFrom("", "r1"),
    network: word,
    meshId: word,
    excludeOutboundPorts: ports,
    mesh: fc.record(
      { enablePrometheusMerge: fc.boolean(), defaultConfig: proxyConfig },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<CurrentInjectionParams>;
