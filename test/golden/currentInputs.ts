import type { CurrentInjectionParams } from "../../components/sidecar";

/* Workloads, each for one rule, and parameters for the comparison of the current injector with istioctl. */

type Fields = Record<string, unknown>;

/** The parts in which a workload differs from the default. */
export interface WorkloadInput {
  kind?: string;
  apiVersion?: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  spec?: Fields;
  metadata?: Fields;
}

const apiVersions: Record<string, string> = {
  Deployment: "apps/v1",
  DaemonSet: "apps/v1",
  ReplicaSet: "apps/v1",
  StatefulSet: "apps/v1",
  ReplicationController: "v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
  Pod: "v1",
};

export const kinds: readonly string[] = Object.keys(apiVersions);

const selected = ["Deployment", "DaemonSet", "ReplicaSet", "StatefulSet"];

/** Builds a workload object. */
export function workloadObject(name: string, input: WorkloadInput): Fields {
  const { kind = "Deployment", namespace, labels, annotations } = input;
  const apiVersion = input.apiVersion ?? apiVersions[kind];
  const spec = { containers: [{ name: "app", image: "example.com/app:1" }], ...input.spec };
  const own = { ...(labels && { labels }), ...(annotations && { annotations }) };
  const metadata = { name, ...(namespace && { namespace }), ...input.metadata };
  if (kind === "Pod") return { apiVersion, kind, metadata: { ...metadata, ...own }, spec };
  const template = { metadata: own, spec };
  if (kind === "CronJob") {
    // kube-inject reads the metadata of the job template, the injector those of the pod template.
    return {
      apiVersion,
      kind,
      metadata,
      spec: { schedule: "@daily", jobTemplate: { metadata: own, spec: { template } } },
    };
  }
  const selector = selected.includes(kind) ? { selector: { matchLabels: { of: name } } } : {};
  const service = kind === "StatefulSet" ? { serviceName: "s" } : {};
  return { apiVersion, kind, metadata, spec: { ...selector, ...service, template } };
}

const app = (fields: Fields): Fields => ({ name: "app", image: "example.com/app:1", ...fields });
const containers = (...list: Fields[]): WorkloadInput => ({ spec: { containers: list } });
const probed = (fields: Fields, ports = [{ name: "http", containerPort: 8080 }]): WorkloadInput =>
  containers(app({ ports, ...fields }));
const annotated = (annotations: Record<string, string>): WorkloadInput => ({
  labels: { app: "shop" },
  annotations,
});

/** The inputs by purpose. */
export const inputs: Record<string, WorkloadInput> = {
  ...Object.fromEntries(
    kinds.map((kind) => [`kind-${kind.toLowerCase()}`, { kind, labels: { app: "shop" } }]),
  ),
  "pod-without-name": { kind: "Pod", metadata: { name: undefined, generateName: "pod-without-name-" } },
  "labels-none": {},
  "labels-app-version": { labels: { app: "shop", version: "v2" } },
  "labels-recommended": {
    labels: { app: "a", "app.kubernetes.io/name": "shop", version: "v1", "app.kubernetes.io/version": "2.1" },
  },
  "labels-canonical": {
    labels: {
      app: "a",
      "service.istio.io/canonical-name": "c",
      "service.istio.io/canonical-revision": "r",
      "service.istio.io/workload-name": "w",
      "security.istio.io/tlsMode": "disabled",
    },
  },
  "labels-empty": { labels: { app: "", version: "" } },
  "labels-network": { labels: { app: "a", "topology.istio.io/network": "n2" } },
  [`name-long-${"x".repeat(52)}-y`]: {},
  "namespace-shop": { namespace: "shop" },
  "namespace-kube-system": { namespace: "kube-system" },
  "namespace-istio-system": { namespace: "istio-system" },
  "host-network": { spec: { hostNetwork: true } },
  "host-network-requested": { labels: { "sidecar.istio.io/inject": "true" }, spec: { hostNetwork: true } },
  "inject-label-false": { labels: { "sidecar.istio.io/inject": "false" } },
  "inject-label-true": { labels: { "sidecar.istio.io/inject": "true" } },
  "inject-label-odd": { labels: { "sidecar.istio.io/inject": "no" } },
  "inject-annotation-false": annotated({ "sidecar.istio.io/inject": "false" }),
  "inject-label-before-annotation": {
    labels: { "sidecar.istio.io/inject": "true" },
    annotations: { "sidecar.istio.io/inject": "false" },
  },
  "containers-several": containers(
    app({ ports: [{ containerPort: 80 }, { containerPort: 53, protocol: "UDP", hostPort: 53 }] }),
    { name: "b", image: "b", ports: [{ name: "m", containerPort: 9090 }] },
  ),
  "containers-init": {
    spec: {
      initContainers: [
        { name: "i", image: "i" },
        { name: "j", image: "j" },
      ],
    },
  },
  "volumes-own": {
    spec: {
      volumes: [
        { name: "data", emptyDir: {} },
        { name: "config", configMap: { name: "c" } },
      ],
      serviceAccountName: "seller",
      imagePullSecrets: [{ name: "mine" }],
      dnsPolicy: "None",
    },
  },
  "volumes-socket-own": {
    spec: { volumes: [{ name: "workload-socket", csi: { driver: "csi.spiffe.io" } }] },
  },
  "probe-http": probed({ readinessProbe: { httpGet: { path: "/ready", port: 8080 }, periodSeconds: 5 } }),
  "probe-http-named-port": probed({
    livenessProbe: {
      httpGet: { path: "/", port: "http", httpHeaders: [{ name: "Host", value: "shop" }] },
      timeoutSeconds: 4,
    },
  }),
  "probe-https": probed({
    startupProbe: { httpGet: { port: 8443, scheme: "HTTPS", host: "h" }, failureThreshold: 9 },
  }),
  "probe-tcp": probed({
    readinessProbe: { tcpSocket: { port: "http" } },
    livenessProbe: { tcpSocket: { port: 1 } },
  }),
  "probe-grpc": probed({
    readinessProbe: { grpc: { port: 9000 } },
    livenessProbe: { grpc: { port: 9000, service: "live" }, timeoutSeconds: 2 },
  }),
  "probe-exec": probed({ readinessProbe: { exec: { command: ["true"] } } }),
  "probe-port-unknown": probed({ readinessProbe: { httpGet: { path: "/", port: "nowhere" } } }),
  "probe-port-agent": probed({ readinessProbe: { httpGet: { path: "/", port: 15020 } } }),
  "probe-init-container": {
    spec: {
      initContainers: [
        { name: "i", image: "i", restartPolicy: "Always", startupProbe: { tcpSocket: { port: 7 } } },
      ],
    },
  },
  "lifecycle-hooks": probed({
    lifecycle: {
      preStop: { httpGet: { path: "/stop", port: "http" } },
      postStart: { tcpSocket: { port: 8080 } },
    },
  }),
  "lifecycle-exec": probed({ lifecycle: { preStop: { exec: { command: ["sleep", "1"] } } } }),
  "rewrite-off": {
    annotations: { "sidecar.istio.io/rewriteAppHTTPProbers": "false" },
    ...probed({ readinessProbe: { httpGet: { path: "/", port: 80 } } }),
  },
  "rewrite-odd": {
    annotations: { "sidecar.istio.io/rewriteAppHTTPProbers": "perhaps" },
    ...probed({ readinessProbe: { httpGet: { path: "/", port: 80 } } }),
  },
  "status-port": {
    annotations: { "status.sidecar.istio.io/port": "15030" },
    ...probed({ readinessProbe: { httpGet: { path: "/", port: 80 } } }),
  },
  "status-port-none": {
    annotations: { "status.sidecar.istio.io/port": "0" },
    ...probed({ readinessProbe: { httpGet: { path: "/", port: 80 } } }),
  },
  readiness: annotated({
    "readiness.status.sidecar.istio.io/initialDelaySeconds": "7",
    "readiness.status.sidecar.istio.io/periodSeconds": "8",
    "readiness.status.sidecar.istio.io/failureThreshold": "9",
  }),
  "traffic-ranges": annotated({
    "traffic.sidecar.istio.io/includeOutboundIPRanges": "10.0.0.0/8,fd00::/8",
    "traffic.sidecar.istio.io/excludeOutboundIPRanges": "10.1.0.0/16",
  }),
  "traffic-ranges-none": annotated({ "traffic.sidecar.istio.io/includeOutboundIPRanges": "" }),
  "traffic-ports": annotated({
    "traffic.sidecar.istio.io/includeInboundPorts": "80,8080",
    "traffic.sidecar.istio.io/excludeInboundPorts": " 81, 82 ",
    "traffic.sidecar.istio.io/includeOutboundPorts": "443",
    "traffic.sidecar.istio.io/excludeOutboundPorts": "5432",
  }),
  "traffic-ports-agent": annotated({ "traffic.sidecar.istio.io/excludeInboundPorts": "15020,81" }),
  "traffic-ports-none": annotated({ "traffic.sidecar.istio.io/excludeOutboundPorts": "" }),
  "traffic-interfaces": annotated({
    "traffic.sidecar.istio.io/excludeInterfaces": "eth1",
    "traffic.sidecar.istio.io/kubevirtInterfaces": "net1",
  }),
  "traffic-virtual-interfaces": annotated({ "istio.io/reroute-virtual-interfaces": "net1,net2" }),
  "interception-tproxy": annotated({ "sidecar.istio.io/interceptionMode": "TPROXY" }),
  "interception-none": annotated({ "sidecar.istio.io/interceptionMode": "NONE" }),
  "native-on": annotated({ "sidecar.istio.io/nativeSidecar": "true" }),
  "native-off": annotated({ "sidecar.istio.io/nativeSidecar": "false" }),
  "native-init-containers": {
    annotations: { "sidecar.istio.io/nativeSidecar": "true" },
    spec: { initContainers: [{ name: "i", image: "i" }] },
  },
  "native-interception-none": annotated({
    "sidecar.istio.io/nativeSidecar": "true",
    "sidecar.istio.io/interceptionMode": "NONE",
  }),
  "low-ports": annotated({ "sidecar.istio.io/capNetBindService": "true" }),
  "image-own": annotated({ "sidecar.istio.io/proxyImage": "example.com/proxy:7" }),
  "image-bare": annotated({ "sidecar.istio.io/proxyImage": "proxy" }),
  "image-type": annotated({ "sidecar.istio.io/proxyImageType": "distroless" }),
  "image-type-default": annotated({ "sidecar.istio.io/proxyImageType": "default" }),
  "log-levels": annotated({
    "sidecar.istio.io/logLevel": "debug",
    "sidecar.istio.io/componentLogLevel": "rbac:debug",
    "sidecar.istio.io/agentLogLevel": "all:debug",
  }),
  "resources-cpu": annotated({ "sidecar.istio.io/proxyCPU": "7m" }),
  "resources-all": annotated({
    "sidecar.istio.io/proxyCPU": "1",
    "sidecar.istio.io/proxyMemory": "1Gi",
    "sidecar.istio.io/proxyCPULimit": "1500m",
    "sidecar.istio.io/proxyMemoryLimit": "2Gi",
  }),
  "resources-limit": annotated({ "sidecar.istio.io/proxyMemoryLimit": "64Mi" }),
  "user-volumes": annotated({
    "sidecar.istio.io/userVolume": '{"certs": {"secret": {"secretName": "s", "optional": true}}}',
    "sidecar.istio.io/userVolumeMount": '{"certs": {"mountPath": "/etc/mine", "readOnly": true}}',
  }),
  "user-volumes-in-a-list": annotated({
    "sidecar.istio.io/userVolume": '[{"name": "certs", "emptyDir": {}}, {"emptyDir": {}}]',
    "sidecar.istio.io/userVolumeMount": '[{"name": "certs", "mountPath": "/etc/mine"}]',
  }),
  "user-volume-of-an-own-name": {
    ...annotated({ "sidecar.istio.io/userVolume": '{"data": {"emptyDir": {"medium": "Memory"}}}' }),
    spec: { volumes: [{ name: "data", hostPath: { path: "/data" } }] },
  },
  "bootstrap-own": annotated({ "sidecar.istio.io/bootstrapOverride": "my-bootstrap" }),
  "templates-sidecar": annotated({ "inject.istio.io/templates": "sidecar" }),
  "kubectl-container": annotated({ "kubectl.kubernetes.io/default-container": "b" }),
  "prometheus-all": annotated({
    "prometheus.io/scrape": "true",
    "prometheus.io/port": "9080",
    "prometheus.io/path": "/m",
  }),
  "prometheus-port": annotated({ "prometheus.io/port": "9080" }),
  "prometheus-off": annotated({ "prometheus.io/scrape": "false", "prometheus.io/port": "9080" }),
  "prometheus-spelled-otherwise": annotated({ prometheus_io_scrape: "true", "prometheus-io/port": "9" }),
  "prometheus-agent": annotated({ "prometheus.io/port": "15020", "prometheus.io/path": "/own" }),
  "prometheus-merge-off": annotated({
    "prometheus.istio.io/merge-metrics": "false",
    "prometheus.io/port": "9080",
  }),
  "prometheus-targets": annotated({ "prometheus.istio.io/scrape-targets": "9080:/a, 9081" }),
  "prometheus-targets-odd": annotated({
    "prometheus.istio.io/scrape-targets": ":/a",
    "prometheus.io/port": "9",
  }),
  "prometheus-secure": annotated({
    "proxy.istio.io/config": "proxyMetadata: {ENVOY_SECURE_MERGED_METRICS_PORT: '15091'}",
  }),
  "config-hold": annotated({ "proxy.istio.io/config": "holdApplicationUntilProxyStarts: true" }),
  "config-hold-native": annotated({
    "proxy.istio.io/config": "holdApplicationUntilProxyStarts: true",
    "sidecar.istio.io/nativeSidecar": "true",
  }),
  "config-status-port": {
    annotations: { "proxy.istio.io/config": "{statusPort: 15040}" },
    ...probed({ readinessProbe: { httpGet: { path: "/", port: 80 } } }),
  },
  "config-metadata": annotated({
    "proxy.istio.io/config": "{proxyMetadata: {ISTIO_META_DNS_CAPTURE: 'true', MINE: ''}, concurrency: 0}",
  }),
  "config-hbone": annotated({
    "proxy.istio.io/config":
      "{proxyMetadata: {ISTIO_META_ENABLE_HBONE: 'true', IPTABLES_TRACE_LOGGING: 'true'}}",
  }),
  "config-tproxy": annotated({ "proxy.istio.io/config": "interceptionMode: TPROXY" }),
  "config-image-type": annotated({ "proxy.istio.io/config": "image: {imageType: debug}" }),
  "config-tracing": annotated({
    "proxy.istio.io/config":
      "tracing: {sampling: 12.5, zipkin: {address: 'z:9411'}, customTags: {a: {literal: {value: b}}}, enableIstioTags: false}",
  }),
  "config-durations": annotated({
    "proxy.istio.io/config":
      "{drainDuration: 1m30s, terminationDrainDuration: 1.5s, fileFlushInterval: 250ms, serviceCluster: c}",
  }),
  "config-defaults": annotated({
    "proxy.istio.io/config":
      "{drainDuration: 45s, statusPort: 15020, interceptionMode: REDIRECT, extraStatTags: [], statsdUdpAddress: '', proxyAdminPort: 15000}",
  }),
  "config-many": annotated({
    "proxy.istio.io/config": `
extraStatTags: [a, b]
tracingServiceName: APP_LABEL_AND_NAMESPACE
proxyStatsMatcher: {inclusionPrefixes: [p], inclusionRegexps: [".*"]}
proxyHeaders: {server: {disabled: true}, requestId: {}, forwardedClientCert: SANITIZE}
gatewayTopology: {numTrustedProxies: 2, forwardClientCertDetails: APPEND_FORWARD, proxyProtocol: {}}
connectionSettings: {profile: EDGE, httpIdleTimeout: 2m, httpMaxConcurrentStreams: 7, httpMergeSlashes: false}
privateKeyProvider: {cryptomb: {pollDelay: 10ms, fallback: true}}
envoyAccessLogService: {address: "als:1", tcpKeepalive: {probes: 3, time: 10s}, tlsSettings: {mode: SIMPLE, sni: s}}
caCertificatesPem: []
runtimeValues: {a: b}
statsCompression: false
fileFlushMinSizeKb: 128
controlPlaneAuthPolicy: NONE
meshId: m
`,
  }),
  "own-proxy": containers(app({}), {
    name: "istio-proxy",
    image: "auto",
    env: [
      { name: "MINE", value: "1" },
      { name: "TRUST_DOMAIN", value: "mine" },
    ],
    resources: { requests: { cpu: "9m" } },
    volumeMounts: [{ name: "data", mountPath: "/data" }],
    ports: [{ name: "mine", containerPort: 1234 }],
    args: ["proxy", "sidecar", "--mine"],
  }),
  "own-proxy-image": containers(app({}), { name: "istio-proxy", image: "example.com/proxy:9" }),
  "own-proxy-user": containers(app({}), {
    name: "istio-proxy",
    image: "auto",
    securityContext: { runAsUser: 2000, runAsGroup: 2001 },
  }),
  "own-proxy-user-tproxy": {
    annotations: { "sidecar.istio.io/interceptionMode": "TPROXY" },
    ...containers(app({}), { name: "istio-proxy", image: "auto", securityContext: { runAsUser: 2000 } }),
  },
  "own-proxy-native": {
    annotations: { "sidecar.istio.io/nativeSidecar": "true" },
    ...containers(app({}), { name: "istio-proxy", image: "auto", env: [{ name: "MINE", value: "1" }] }),
  },
  "own-proxy-probe": containers(app({}), {
    name: "istio-proxy",
    image: "auto",
    readinessProbe: { periodSeconds: 3, httpGet: { path: "/mine", port: 15021 } },
  }),
  "own-init": {
    spec: { initContainers: [{ name: "istio-init", image: "auto", env: [{ name: "MINE", value: "1" }] }] },
  },
  "injected-before": {
    annotations: {
      "sidecar.istio.io/status": '{"containers":["istio-proxy"],"initContainers":["istio-init"]}',
    },
    ...containers(app({}), { name: "istio-proxy", image: "docker.io/istio/proxyv2:1.20.0" }),
  },
  "config-unknown-field": annotated({ "proxy.istio.io/config": "{drainDuraton: 1m}" }),
  "templates-others": annotated({ "inject.istio.io/templates": "sidecar,gateway" }),
  "other-group": { apiVersion: "example.com/v1", kind: "Deployment" },
  "deployment-config": { apiVersion: "apps.openshift.io/v1", kind: "DeploymentConfig" },
};

/** The parameters by purpose. */
export const parameters: Record<string, CurrentInjectionParams> = {
  defaults: {},
  native: { nativeSidecars: true },
  everything: {
    hub: "example.com/istio",
    tag: "1.31.4-distroless",
    imagePullPolicy: "Always",
    imagePullSecrets: ["mine", "other"],
    namespace: "mesh",
    revision: "canary",
    clusterDomain: "example.org",
    clusterId: "east",
    network: "n1",
    meshId: "m1",
    includeIPRanges: "10.0.0.0/8",
    excludeIPRanges: "10.2.0.0/16",
    includeInboundPorts: "80,8080",
    excludeInboundPorts: "22",
    includeOutboundPorts: "443",
    excludeOutboundPorts: "5432,5433",
    resources: { requests: { cpu: "10m" } },
    logLevel: "info",
    componentLogLevel: "http:debug",
    agentLogLevel: "default:debug",
    logAsJson: true,
    privileged: true,
    readinessInitialDelaySeconds: 3,
    readinessPeriodSeconds: 4,
    readinessFailureThreshold: 5,
    startupSeconds: 0,
    rewriteAppHTTPProbe: false,
    mesh: {
      trustDomain: "td.example",
      proxyListenPort: 16001,
      proxyInboundListenPort: 16006,
      enablePrometheusMerge: false,
      inboundTrafficPolicy: { mode: "LOCALHOST" },
      defaultConfig: {
        statusPort: 16020,
        concurrency: 2,
        holdApplicationUntilProxyStarts: true,
        proxyMetadata: { ISTIO_META_DNS_CAPTURE: "false", OTHER: "x" },
        tracing: { zipkin: { address: "zipkin.mesh:9411" }, sampling: 100 },
        proxyHeaders: { attemptCount: { disabled: true }, server: { value: "mine" } },
        tracingServiceName: "CANONICAL_NAME_ONLY",
      },
    },
  },
  image: { image: "registry.example/proxy:built", mesh: { defaultConfig: { interceptionMode: "TPROXY" } } },
};
