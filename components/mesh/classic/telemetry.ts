import { type IstioObject, istioObject } from "./crds";

type Protocol = "http" | "tcp";

interface Metric {
  /** Name of the metric's instance. */
  instance: string;
  /** Name of the Prometheus metric. */
  metric: string;
  protocol: Protocol;
  /** Mixer's expression for its value. */
  value: string;
  kind: "COUNTER" | "DISTRIBUTION";
  buckets?: object;
}

const DURATION_BUCKETS = {
  explicit_buckets: { bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
};
const SIZE_BUCKETS = { exponentialBuckets: { numFiniteBuckets: 8, scale: 1, growthFactor: 10 } };

const METRICS: Metric[] = [
  { instance: "requestcount", metric: "request_count", protocol: "http", value: "1", kind: "COUNTER" },
  {
    instance: "requestduration",
    metric: "request_duration",
    protocol: "http",
    value: 'response.duration | "0ms"',
    kind: "DISTRIBUTION",
    buckets: DURATION_BUCKETS,
  },
  {
    instance: "requestsize",
    metric: "request_size",
    protocol: "http",
    value: "request.size | 0",
    kind: "DISTRIBUTION",
    buckets: SIZE_BUCKETS,
  },
  {
    instance: "responsesize",
    metric: "response_size",
    protocol: "http",
    value: "response.size | 0",
    kind: "DISTRIBUTION",
    buckets: SIZE_BUCKETS,
  },
  {
    instance: "tcpbytesent",
    metric: "tcp_bytes_sent",
    protocol: "tcp",
    value: "connection.sent.bytes | 0",
    kind: "COUNTER",
  },
  {
    instance: "tcpbytereceived",
    metric: "tcp_bytes_received",
    protocol: "tcp",
    value: "connection.received.bytes | 0",
    kind: "COUNTER",
  },
];

/** The fields of an access log line, as Mixer expressions. */
const ACCESS_LOG: Record<string, string> = {
  sourceIp: 'source.ip | ip("0.0.0.0")',
  destinationIp: 'destination.ip | ip("0.0.0.0")',
  sourceUser: 'source.user | ""',
  method: 'request.method | ""',
  url: 'request.path | ""',
  protocol: 'request.scheme | "http"',
  responseCode: "response.code | 0",
  responseSize: "response.size | 0",
  requestSize: "request.size | 0",
  latency: 'response.duration | "0ms"',
};

// Mixer evaluates the field as an expression, so that text requires quotes.
const UNSPECIFIED_RESOURCE = '"UNSPECIFIED"';

/**
 * The telemetry of a control plane in the given namespace: six metrics to Prometheus, an access log to stdout. The rules
 * decide which instances go to which handler.
 */
export function telemetry(namespace: string) {
  return {
    instances: [
      istioObject(
        "logentry",
        { name: "accesslog", namespace },
        {
          severity: '"Default"',
          timestamp: "request.time",
          variables: ACCESS_LOG,
          monitored_resource_type: UNSPECIFIED_RESOURCE,
        },
      ),
      ...METRICS.map((metric) => metricInstance(metric, namespace)),
    ],
    handlers: [
      istioObject("stdio", { name: "handler", namespace }, { outputAsJson: true }),
      istioObject(
        "prometheus",
        { name: "handler", namespace },
        { metrics: METRICS.map((metric) => prometheusMetric(metric, namespace)) },
      ),
    ],
    rules: [
      istioObject(
        "rule",
        { name: "stdio", namespace },
        { match: "true", actions: [{ handler: "handler.stdio", instances: ["accesslog.logentry"] }] },
      ),
      prometheusRule("promhttp", "http", namespace),
      prometheusRule("promtcp", "tcp", namespace),
    ],
  };
}

function metricInstance({ instance, protocol, value }: Metric, namespace: string): IstioObject {
  return istioObject(
    "metric",
    // Mixer requires this label on TCP metrics; for HTTP metrics the rule's label is enough.
    { name: instance, namespace, ...(protocol === "tcp" && { labels: protocolLabel("tcp") }) },
    { value, dimensions: dimensions(protocol), monitored_resource_type: UNSPECIFIED_RESOURCE },
  );
}

function prometheusMetric({ instance, metric, protocol, kind, buckets }: Metric, namespace: string): object {
  return {
    name: metric,
    instance_name: `${instance}.metric.${namespace}`,
    kind,
    label_names: Object.keys(dimensions(protocol)),
    ...(buckets && { buckets }),
  };
}

function prometheusRule(name: string, protocol: Protocol, namespace: string): IstioObject {
  const instances = METRICS.filter((metric) => metric.protocol === protocol).map(
    ({ instance }) => `${instance}.metric`,
  );
  return istioObject(
    "rule",
    { name, namespace, labels: protocolLabel(protocol) },
    { actions: [{ handler: "handler.prometheus", instances }] },
  );
}

function dimensions(protocol: Protocol): Record<string, string> {
  return {
    source_service: 'source.service | "unknown"',
    source_version: 'source.labels["version"] | "unknown"',
    destination_service: 'destination.service | "unknown"',
    destination_version: 'destination.labels["version"] | "unknown"',
    ...(protocol === "http" && { response_code: "response.code | 200" }),
  };
}

function protocolLabel(protocol: Protocol): Record<string, string> {
  return { "istio-protocol": protocol };
}
