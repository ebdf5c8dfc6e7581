import { fields, list, mapOf, type Problem } from "../../routing/problems";
import {
  duration,
  type Duration,
  flag,
  headerName,
  oneOf,
  percent,
  someText,
  text,
} from "../../routing/values";
import { workloadSelector, type WorkloadSelector } from "./workloadSelector";

/** The requests that a workload sends (`CLIENT`), receives (`SERVER`), or both. */
type WorkloadMode = "CLIENT_AND_SERVER" | "CLIENT" | "SERVER";

/**
 * Observation of workloads (`Telemetry` of istio/api 1.31). Without a selector, in the root namespace, it applies to the
 * whole mesh; settings of a namespace or a workload take precedence.
 */
export interface TelemetrySpec {
  /** Workloads in its namespace. Default: all. */
  selector?: WorkloadSelector;
  /** Traces. Istio reads only the first entry. */
  tracing?: Tracing[];
  metrics?: Metrics[];
  accessLogging?: AccessLogging[];
}

/** One of the mesh configuration's `extensionProviders`. */
interface ProviderRef {
  name: string;
}

/** How requests are traced. */
interface Tracing {
  /** Default `CLIENT_AND_SERVER`. */
  match?: { mode?: WorkloadMode };
  /** Destination of spans. Istio reads only the first entry. Default: the mesh's default providers. */
  providers?: ProviderRef[];
  /** Percentage of traced requests, of those without a sampling decision. Default: the mesh's. */
  randomSamplingPercentage?: number;
  /** Whether no spans are sent. Default false. */
  disableSpanReporting?: boolean;
  /** Additional tags of every span by name. */
  customTags?: Record<string, CustomTag>;
  /** Whether the request's ID contains the sampling decision. Default true. */
  useRequestIdForTraceSampling?: boolean;
  /** Whether spans carry Istio's own tags. Default true. */
  enableIstioTags?: boolean;
  /** Whether the proxy omits tracing headers in requests. Default false. */
  disableContextPropagation?: boolean;
}

/** The source of a tag's value; exactly one field. */
interface CustomTag {
  literal?: { value: string };
  /** A variable of the proxy's environment. */
  environment?: { name: string; defaultValue?: string };
  /** A header of the request. */
  header?: { name: string; defaultValue?: string };
  /** A value in Envoy's access log format. */
  formatter?: { value: string };
}

/** A setting of metrics. */
interface Metrics {
  /** Destination of metrics. Default: the mesh's default providers. */
  providers?: ProviderRef[];
  overrides?: MetricsOverride[];
  /** Interval between two reports of a TCP connection. Default 5s. */
  reportingInterval?: Duration;
}

/** A change to metrics. */
interface MetricsOverride {
  /** The changed metrics. Default: all, for both modes. */
  match?: { metric?: IstioMetric; customMetric?: string; mode?: WorkloadMode };
  /** Whether the metrics are disabled. Default false. */
  disabled?: boolean;
  /** Labels by name, to set to an expression (`UPSERT`, the default) or to remove. */
  tagOverrides?: Record<string, { operation?: "UPSERT" | "REMOVE"; value?: string }>;
}

const METRICS = [
  "ALL_METRICS",
  "REQUEST_COUNT",
  "REQUEST_DURATION",
  "REQUEST_SIZE",
  "RESPONSE_SIZE",
  "TCP_OPENED_CONNECTIONS",
  "TCP_CLOSED_CONNECTIONS",
  "TCP_SENT_BYTES",
  "TCP_RECEIVED_BYTES",
  "GRPC_REQUEST_MESSAGES",
  "GRPC_RESPONSE_MESSAGES",
] as const;

/** One of Istio's own metrics. */
type IstioMetric = (typeof METRICS)[number];

/** A setting of access logs. */
interface AccessLogging {
  /** Default `CLIENT_AND_SERVER`. */
  match?: { mode?: WorkloadMode };
  /** Destination of log lines. Default: the mesh's default providers. */
  providers?: ProviderRef[];
  /** Whether access logs are disabled. Default false. */
  disabled?: boolean;
  /** A CEL expression that selects requests. Default: all. */
  filter?: { expression: string };
}

const mode = oneOf("CLIENT_AND_SERVER", "CLIENT", "SERVER");
const match = fields<{ mode?: WorkloadMode }>({ mode });
const providers = list(fields<ProviderRef>({ name: someText }, { required: ["name"] }));

const customTag = fields<CustomTag>(
  {
    literal: fields<NonNullable<CustomTag["literal"]>>({ value: someText }, { required: ["value"] }),
    environment: fields<NonNullable<CustomTag["environment"]>>(
      { name: someText, defaultValue: text },
      { required: ["name"] },
    ),
    header: fields<NonNullable<CustomTag["header"]>>(
      { name: headerName, defaultValue: text },
      { required: ["name"] },
    ),
    formatter: fields<NonNullable<CustomTag["formatter"]>>({ value: someText }, { required: ["value"] }),
  },
  { exactlyOne: [["literal", "environment", "header", "formatter"]] },
);

const tracing = fields<Tracing>({
  match,
  providers,
  randomSamplingPercentage: percent,
  disableSpanReporting: flag,
  customTags: mapOf(customTag, someText),
  useRequestIdForTraceSampling: flag,
  enableIstioTags: flag,
  disableContextPropagation: flag,
});

const tagOverride = fields<{ operation?: string; value?: string }>(
  { operation: oneOf("UPSERT", "REMOVE"), value: someText },
  {
    also: ({ operation, value }, path) =>
      (operation === "REMOVE") === (value === undefined)
        ? []
        : [{ path, message: "expected a value with UPSERT, and none with REMOVE" }],
  },
);

const metrics = fields<Metrics>({
  providers,
  overrides: list(
    fields<MetricsOverride>({
      match: fields<NonNullable<MetricsOverride["match"]>>(
        { metric: oneOf(...METRICS), customMetric: someText, mode },
        { atMostOne: [["metric", "customMetric"]] },
      ),
      disabled: flag,
      tagOverrides: mapOf(tagOverride, someText),
    }),
  ),
  reportingInterval: duration,
});

const accessLogging = fields<AccessLogging>({
  match,
  providers,
  disabled: flag,
  filter: fields<NonNullable<AccessLogging["filter"]>>(
    { expression: someText },
    { required: ["expression"] },
  ),
});

const telemetry = fields<TelemetrySpec>({
  selector: workloadSelector,
  tracing: list(tracing),
  metrics: list(metrics),
  accessLogging: list(accessLogging),
});

/** All problems of a Telemetry's spec. */
export function validateTelemetry(spec: TelemetrySpec): Problem[] {
  return telemetry(spec, "");
}
