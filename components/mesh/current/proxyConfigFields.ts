import { z } from "zod";
import {
  address,
  anyText,
  choice,
  duration,
  flag,
  list,
  message,
  names,
  optionalWhole,
  requiredAddress,
  text,
  whole,
} from "../protoFields";

const tlsSettings = message({
  mode: choice("DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"),
  clientCertificate: text(),
  privateKey: text(),
  caCertificates: text(),
  credentialName: text(),
  subjectAltNames: list(anyText()),
  sni: text(),
  insecureSkipVerify: flag(),
  caCrl: text(),
});

const remoteService = message({
  address: address(),
  tlsSettings,
  tcpKeepalive: message({ probes: whole(), time: duration("0s"), interval: duration("0s") }),
});

const tracing = message({
  /** Zipkin's collector: `zipkin.istio-system:9411`. */
  zipkin: message({ address: text() }),
  lightstep: message({ address: text(), accessToken: text() }),
  datadog: message({ address: text() }),
  stackdriver: message({
    debug: flag(),
    maxNumberOfAttributes: optionalWhole(),
    maxNumberOfAnnotations: optionalWhole(),
    maxNumberOfMessageEvents: optionalWhole(),
  }),
  /** Tags of every span, by their names. */
  customTags: names(
    message({
      literal: message({ value: text() }),
      environment: message({ name: text(), defaultValue: text() }),
      header: message({ name: text(), defaultValue: text() }),
    }),
  ),
  /** Longest path in a span's tags, in characters; 0 is Istio's default of 256. */
  maxPathTagLength: whole(),
  /** Share of traced requests, in percent; 0 is istiod's default. */
  sampling: z
    .number({ error: "a percentage, 0 to 100" })
    .min(0, { error: "a percentage, 0 to 100" })
    .max(100, { error: "a percentage, 0 to 100" })
    .transform((value) => (value === 0 ? undefined : value)),
  tlsSettings,
  /** Whether spans have Istio's own tags (mesh, canonical service, …). Istio's default is true. */
  enableIstioTags: flag(),
});

const forwardedClientCertificates = () =>
  choice("UNDEFINED", "SANITIZE", "FORWARD_ONLY", "APPEND_FORWARD", "SANITIZE_SET", "ALWAYS_FORWARD_ONLY");

const proxyHeaders = message({
  forwardedClientCert: forwardedClientCertificates(),
  setCurrentClientCertDetails: message({
    subject: flag(),
    cert: flag(),
    chain: flag(),
    dns: flag(),
    uri: flag(),
  }),
  requestId: message({ disabled: flag() }),
  server: message({ disabled: flag(), value: text() }),
  attemptCount: message({ disabled: flag() }),
  envoyDebugHeaders: message({ disabled: flag() }),
  metadataExchangeHeaders: message({ mode: choice("UNDEFINED", "IN_MESH") }),
  preserveHttp1HeaderCase: flag(),
  xForwardedHost: message({ enabled: flag() }),
  xForwardedPort: message({ enabled: flag() }),
});

const connectionSettings = message({
  profile: choice("SIDECAR", "EDGE"),
  listenerPerConnectionBufferLimitBytes: optionalWhole(),
  clusterPerConnectionBufferLimitBytes: optionalWhole(),
  httpIdleTimeout: duration("0s"),
  httpMaxConnectionDuration: duration("0s"),
  httpDrainTimeout: duration("0s"),
  httpRequestTimeout: duration("0s"),
  httpRequestHeadersTimeout: duration("0s"),
  httpStreamIdleTimeout: duration("0s"),
  httpMaxStreamDuration: duration("0s"),
  httpMaxConcurrentStreams: optionalWhole(1),
  http2InitialStreamWindowSize: optionalWhole(65535),
  http2InitialConnectionWindowSize: optionalWhole(65535),
  httpHeadersWithUnderscoresAction: choice(
    "HEADERS_WITH_UNDERSCORES_UNSPECIFIED",
    "HEADERS_WITH_UNDERSCORES_ALLOW",
    "HEADERS_WITH_UNDERSCORES_REJECT_REQUEST",
    "HEADERS_WITH_UNDERSCORES_DROP_HEADER",
  ),
  httpMergeSlashes: flag(),
  httpPathWithEscapedSlashesAction: choice(
    "PATH_WITH_ESCAPED_SLASHES_UNSPECIFIED",
    "KEEP_UNCHANGED",
    "REJECT_REQUEST",
    "UNESCAPE_AND_REDIRECT",
    "UNESCAPE_AND_FORWARD",
  ),
  listenerConnectionLimit: optionalWhole(1),
  globalDownstreamConnectionLimit: optionalWhole(1),
});

const privateKeyProvider = message({ pollDelay: duration("1ns"), fallback: flag() });

const filled = (allowed: string) => text(allowed, /./);

/** `ProxyConfig` of istio/api 1.31, without deprecated fields. */
export const proxyConfigFields = message({
  /** Folder of Envoy's generated configuration. Default `./etc/istio/proxy`. */
  configPath: filled("a path"),
  /** Envoy's binary, in the proxy's container. Default `/usr/local/bin/envoy`. */
  binaryPath: filled("a path"),
  /** Envoy's `--service-cluster`. Default `istio-proxy`. Not together with `tracingServiceName`. */
  serviceCluster: filled("a name"),
  /** How spans name the service. Default: by `serviceCluster`. */
  tracingServiceName: z.enum(
    ["APP_LABEL_AND_NAMESPACE", "CANONICAL_NAME_ONLY", "CANONICAL_NAME_AND_NAMESPACE"],
    { error: "one of APP_LABEL_AND_NAMESPACE, CANONICAL_NAME_ONLY, CANONICAL_NAME_AND_NAMESPACE" },
  ),
  /** How long connections drain in a hot restart; whole seconds. Default `45s`. */
  drainDuration: duration("1s", { wholeSeconds: true }),
  /** How long connections may continue when the proxy stops. Default `5s`. */
  terminationDrainDuration: duration("0s"),
  /** `host:port` of istiod's xDS over TLS. Default `istiod.istio-system.svc:15012`. */
  discoveryAddress: requiredAddress(),
  /** `host:port` of a statsd UDP listener, or empty for none. Default empty. */
  statsdUdpAddress: address(),
  /** Envoy's admin port on localhost. Default 15000. */
  proxyAdminPort: whole(1, 65535),
  /** How the proxy and istiod authenticate each other. Default `MUTUAL_TLS`. */
  controlPlaneAuthPolicy: choice("NONE", "MUTUAL_TLS"),
  /** A configuration file that replaces Envoy's generated one, or empty. Default empty. */
  customConfigFile: text(),
  /** A custom bootstrap template in the proxy's container, or empty. Default empty. */
  proxyBootstrapTemplatePath: text(),
  /** Longest name of a statistic, in characters. Default 189. */
  statNameLength: whole(),
  /** Envoy's worker threads; 0 is one per core of the node. Default: by the container's CPU limit. */
  concurrency: optionalWhole(),
  /** How inbound traffic reaches the proxy. Default `REDIRECT`. */
  interceptionMode: choice("REDIRECT", "TPROXY", "NONE"),
  /** Destination and share of spans. Default: none by these settings. */
  tracing,
  envoyAccessLogService: remoteService,
  envoyMetricsService: remoteService,
  /** Environment of the proxy; names that begin with `ISTIO_META_` reach istiod. Default none. */
  proxyMetadata: names(anyText()),
  /** Envoy's runtime settings. Default none. */
  runtimeValues: names(anyText()),
  /** Port of the agent: health, merged metrics and the application's rewritten probes. Default 15020. */
  statusPort: whole(1, 65535),
  /** Additional tags of metrics. Default none. */
  extraStatTags: list(anyText()),
  /** The trusted proxies in front of a gateway, and the handling of their headers. */
  gatewayTopology: message({
    numTrustedProxies: whole(),
    forwardClientCertDetails: forwardedClientCertificates(),
    proxyProtocol: message({}),
  }),
  /** Name of the mesh in metrics and traces. Default: the trust domain. */
  meshId: text(),
  /** Additional statistics of Envoy. Default none. */
  proxyStatsMatcher: message({
    inclusionPrefixes: list(anyText()),
    inclusionSuffixes: list(anyText()),
    inclusionRegexps: list(anyText()),
  }),
  /** Whether the application's containers wait until the proxy is ready. Default false. */
  holdApplicationUntilProxyStarts: flag(),
  /** Additional trusted roots between workloads, as PEM. Default none. */
  caCertificatesPem: list(anyText()),
  /** The image variant: `default`, `debug` or `distroless`. Default: the tag unchanged. */
  image: message({ imageType: text() }),
  privateKeyProvider: message({ cryptomb: privateKeyProvider, qat: privateKeyProvider }),
  /** Headers that the proxy adds or changes. */
  proxyHeaders,
  /** Interval between two flushes of Envoy's files; 1ms or more. Default `1s`. */
  fileFlushInterval: duration("1ms"),
  /** Buffer size of Envoy's files, in kilobytes. Default 64. */
  fileFlushMinSizeKb: whole(),
  /** Whether statistics are compressed. Default true. */
  statsCompression: flag(),
  /** Limits and timeouts of connections. */
  connectionSettings,
});
