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
  "service.istio.io/canonical-revision": word,
  "service.istio.io/workload-name": word,
  "networking.istio.io/tunnel": fc.constantFrom("http", ""),
  "istio.io/rev": word,
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

const userVolumes = (fields: object) =>
  fc.oneof(
    fc.constantFrom("data", "certs").map((name) => JSON.stringify({ [name]: fields })),
    word.map((name) => JSON.stringify([{ name, ...fields }])),
  );

const validAnnotations: Record<string, fc.Arbitrary<string>> = {
  "sidecar.istio.io/inject": flag,
  "sidecar.istio.io/interceptionMode": fc.constantFrom("REDIRECT", "TPROXY", "NONE"),
  "sidecar.istio.io/nativeSidecar": flag,
  "sidecar.istio.io/rewriteAppHTTPProbers": flag,
  "sidecar.istio.io/proxyImage": fc.constantFrom("a/b:1", "bare"),
  "sidecar.istio.io/proxyImageType": fc.constantFrom("debug", "default"),
  "sidecar.istio.io/proxyCPU": quantity,
  "sidecar.istio.io/proxyMemoryLimit": quantity,
  "sidecar.istio.io/proxyCPULimit": quantity,
  "sidecar.istio.io/proxyMemory": quantity,
  "sidecar.istio.io/logLevel": word,
  "sidecar.istio.io/componentLogLevel": word,
  "sidecar.istio.io/agentLogLevel": word,
  "sidecar.istio.io/userVolume": userVolumes({ emptyDir: { medium: "Memory" } }),
  "sidecar.istio.io/userVolumeMount": userVolumes({ mountPath: "/mine", readOnly: true }),
  "sidecar.istio.io/capNetBindService": flag,
  "sidecar.istio.io/bootstrapOverride": word,
  "status.sidecar.istio.io/port": fc.constantFrom("0", "15020", "15031"),
  "readiness.status.sidecar.istio.io/periodSeconds": fc.integer({ min: 1, max: 60 }).map(String),
  "readiness.status.sidecar.istio.io/initialDelaySeconds": fc.nat(60).map(String),
  "readiness.status.sidecar.istio.io/failureThreshold": fc.integer({ min: 1, max: 60 }).map(String),
  "traffic.sidecar.istio.io/includeOutboundIPRanges": fc.oneof(ranges, fc.constant("*")),
  "traffic.sidecar.istio.io/excludeOutboundIPRanges": ranges,
  "traffic.sidecar.istio.io/includeInboundPorts": fc.oneof(ports, fc.constant("*")),
  "traffic.sidecar.istio.io/excludeInboundPorts": ports,
  "traffic.sidecar.istio.io/includeOutboundPorts": ports,
  "traffic.sidecar.istio.io/excludeOutboundPorts": ports,
  "traffic.sidecar.istio.io/excludeInterfaces": fc.constantFrom("", "eth1"),
  "traffic.sidecar.istio.io/kubevirtInterfaces": fc.constantFrom("", "net1", "net1,net2"),
  "istio.io/reroute-virtual-interfaces": fc.constantFrom("net1", "net1,net2"),
  "inject.istio.io/templates": fc.constant("sidecar"),
  "prometheus.io/scrape": flag,
  "prometheus.io/path": fc.constantFrom("/m", "m"),
  "prometheus.io/port": port.map(String),
  "prometheus.istio.io/merge-metrics": flag,
  "prometheus.istio.io/scrape-targets": port.map((number) => `${number}:/m`),
  "proxy.istio.io/config": proxyConfig.map((config) => JSON.stringify(config)),
  "kubectl.kubernetes.io/default-container": word,
  "kubectl.kubernetes.io/default-logs-container": word,
  "k8s.v1.cni.cncf.io/networks": fc.constantFrom("a", "default/istio-cni", '[{"name":"a"}]'),
  "apm.datadoghq.com/env": fc.constant('{"DD_ENV":"a"}'),
  "example.com/own": word,
};
const annotations = some(validAnnotations);

const annotationValue = fc.oneof(
  fc.constantFrom(
    ...[
      "",
      " ",
      "true",
      "True",
      "yes",
      "1",
      "t",
      "0",
      "-1",
      "+1",
      "01",
      "1.5",
      "65535",
      "65536",
      "4294967295",
    ],
    ...["*", "80,443", " 80 , 443 ", "80,", ",80", "80-90", "http", "1e3", "0x10", "99999999999999999999"],
    ...["10.0.0.0/8", "10.0.0.1", "10.0.0.1/8", "10.0.0.0/8,fd00::/8", "10.0.0.0/8, fd00::/8", "fd00::/129"],
    ...[
      "REDIRECT",
      "redirect",
      "TPROXY",
      "NONE",
      "sidecar",
      "sidecar,gateway",
      "eth0",
      "eth0,eth1",
      "eth 0",
      "1eth",
    ],
    ...[
      "100m",
      "1",
      "1Gi",
      "1GI",
      "1.5",
      ".5",
      "1e3",
      "1E3",
      "1k",
      "1K",
      "1Ki",
      "-1",
      "1 Gi",
      "m",
      "5.",
      "1e",
      "0.1n",
    ],
    ...[
      "{}",
      "{statusPort: 1}",
      "concurrency: 2",
      "drainDuration: 1s",
      "drainDuration: 1.5s",
      "a",
      "[]",
      "{",
      "null",
    ],
    ...[
      "drainDuration: 0s",
      "concurrency: -1",
      "statusPort: '1'",
      "tracing: {sampling: 101}",
      "proxyMetadata: {A: 1}",
    ],
    ...["é", "a\tb", "a".repeat(16), "abcdefghijklmno", "a.b-c_d", "_a", "-a"],
  ),
  fc.string({ maxLength: 4, unit: fc.constantFrom(..."0123456789.,/:*-+ aAmGiKe{}") }),
);

const anyAnnotations = some(
  Object.fromEntries(
    Object.entries(validAnnotations).map(([name, valid]) => [name, fc.oneof(valid, annotationValue)]),
  ),
);

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
    ports: fc.constantFrom<object[]>(
      [{ name: "http", containerPort: 8080 }],
      [{ containerPort: 53, protocol: "UDP" }],
      [{ name: "http", containerPort: 80, hostPort: 80 }, { containerPort: 9090 }],
      [],
    ),
    command: fc.constantFrom(["run"], ["sh", "-c", "a; b"]),
    env: fc.constantFrom<object[]>(
      [{ name: "A", value: "1" }],
      [{ name: "B", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
    ),
    volumeMounts: fc.constant([{ name: "data", mountPath: "/data" }]),
    resources: fc.record({ limits: fc.record({ cpu: quantity }) }),
    securityContext: some({
      runAsUser: fc.constantFrom(0, 1000, 1337),
      runAsNonRoot: fc.boolean(),
      privileged: fc.boolean(),
      readOnlyRootFilesystem: fc.boolean(),
    }),
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
    ports: fc.constant([{ name: "own", containerPort: 7 }]),
    volumeMounts: fc.constant([{ name: "data", mountPath: "/data" }]),
    lifecycle: fc.constant({ preStop: { exec: { command: ["true"] } } }),
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
    volumes: maybe(
      fc.constantFrom<object[]>(
        [{ name: "data", emptyDir: {} }],
        [
          { name: "data", hostPath: { path: "/data" } },
          { name: "certs", secret: { secretName: "s" } },
        ],
        [{ name: "data", persistentVolumeClaim: { claimName: "c" } }],
        [],
      ),
    ),
    serviceAccountName: maybe(word),
    securityContext: maybe(
      some({
        fsGroup: fc.constantFrom(0, 1000),
        runAsUser: fc.constantFrom(0, 1000),
        runAsNonRoot: fc.boolean(),
        sysctls: fc.constant([{ name: "net.ipv4.ip_unprivileged_port_start", value: "80" }]),
      }),
    ),
    dnsPolicy: maybe(fc.constantFrom("ClusterFirst", "None", "Default")),
    dnsConfig: maybe(fc.constant({ searches: ["a.b"], options: [{ name: "ndots", value: "1" }] })),
    imagePullSecrets: maybe(fc.constant([{ name: "mine" }])),
    restartPolicy: maybe(fc.constantFrom("Always", "Never")),
    terminationGracePeriodSeconds: maybe(fc.nat(60)),
    shareProcessNamespace: maybe(fc.boolean()),
    automountServiceAccountToken: maybe(fc.boolean()),
    nodeSelector: maybe(fc.constant({ disk: "ssd" })),
    tolerations: maybe(fc.constant([{ operator: "Exists" }])),
  })
  .map(({ ownProxy: own, containers, ...fields }) => ({
    ...Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined)),
    containers: [...containers, ...(own ? [own] : [])],
  }));

const inputWith = (
  annotated: fc.Arbitrary<Record<string, string>>,
  namespaces: (string | undefined)[],
): fc.Arbitrary<WorkloadInput> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    namespace: fc.constantFrom(...namespaces),
    labels: maybe(labels),
    annotations: maybe(annotated),
    spec,
  });

const inputs = (count: number, input: fc.Arbitrary<WorkloadInput>) =>
  fc.array(input, { minLength: count, maxLength: count, size: "max" });

/** This many workloads with distinct names. */
export const workloads = (count: number): fc.Arbitrary<object[]> =>
  inputs(count, inputWith(annotations, [undefined, "shop", "kube-system"])).map((list) =>
    list.map((fields, index) => workloadObject(`w${index}`, fields)),
  );

/** This many workloads with annotations of which about the half has a random value, valid or not. */
export const annotatedInputs = (count: number): fc.Arbitrary<WorkloadInput[]> =>
  inputs(count, inputWith(anyAnnotations, [undefined, "shop"]));

/** A random value, valid or not, of each annotation with these names. */
export const annotationValues = (names: readonly string[]): fc.Arbitrary<Record<string, string>> =>
  fc
    .array(annotationValue, { minLength: names.length, maxLength: names.length, size: "max" })
    .map((values) => Object.fromEntries(names.map((name, index) => [name, values[index]!])));

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
