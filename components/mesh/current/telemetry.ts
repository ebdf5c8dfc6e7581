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

/** Which of a proxy's two sides: the requests that its workload sends, those that it serves, or both. */
type WorkloadMode = "CLIENT_AND_SERVER" | "CLIENT" | "SERVER";

/**
 * How workloads are observed (`Telemetry` of istio/api 1.31). In the root namespace, and without a selector, it
 * is the mesh's; what a namespace or a workload says comes before that.
 */
export interface TelemetrySpec {
  /** The workloads of its namespace. Default: all. */
  selector?: WorkloadSelector;
  /** Traces. Istio looks at the first entry only. */
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
  /** Where spans go. Default: the mesh's default providers. Istio looks at the first only. */
  providers?: ProviderRef[];
  /** How many percent of the requests without a decision of their own are traced. Default: the mesh's. */
  randomSamplingPercentage?: number;
  /** Whether no spans are sent. Default false. */
  disableSpanReporting?: boolean;
  /** Further tags of every span, by their names. */
  customTags?: Record<string, CustomTag>;
  /** Whether the request's ID says if it is traced. Default true. */
  useRequestIdForTraceSampling?: boolean;
  /** Whether spans carry Istio's own tags. Default true. */
  enableIstioTags?: boolean;
  /** Whether the proxy adds no tracing headers to requests. Default false. */
  disableContextPropagation?: boolean;
}

/** Where a tag's value comes from; exactly one of these. */
interface CustomTag {
  literal?: { value: string };
  /** A variable of the proxy's environment. */
  environment?: { name: string; defaultValue?: string };
  /** A header of the request. */
  header?: { name: string; defaultValue?: string };
  /** Envoy's access log format. */
  formatter?: { value: string };
}

/** Which metrics are made. */
export interface Metrics {
  /** Who makes them. Default: the mesh's default providers. */
  providers?: ProviderRef[];
  overrides?: MetricsOverride[];
  /** How often TCP connections are reported on. Default 5s. */
  reportingInterval?: Duration;
}

/** A change to metrics. */
interface MetricsOverride {
  /** Which metrics. Default: all, of both sides. */
  match?: { metric?: IstioMetric; customMetric?: string; mode?: WorkloadMode };
  /** Whether they are not made. Default false. */
  disabled?: boolean;
  /** Labels to set (`UPSERT`, the default, to an expression) or to leave out, by their names. */
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

/** Which requests are logged. */
interface AccessLogging {
  /** Default `CLIENT_AND_SERVER`. */
  match?: { mode?: WorkloadMode };
  /** Where the lines go. Default: the mesh's default providers. */
  providers?: ProviderRef[];
  /** Whether nothing is logged. Default false. */
  disabled?: boolean;
  /** Only requests for which this CEL expression is true. Default: all. */
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
        : [{ path, message: "allowed is a value to UPSERT, and no value to REMOVE" }],
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

/** All that is wrong with the spec of a Telemetry. */
export function validateTelemetry(spec: TelemetrySpec): Problem[] {
  return telemetry(spec, "");
}
