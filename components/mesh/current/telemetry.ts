import type { CustomObject } from "../../objects";
import {
  fields,
  list,
  mapOf,
  type Problem,
  required,
  requireNoProblems,
  type TypeOf,
} from "../../routing/problems";
import { duration, flag, headerName, oneOf, percent, someText, text } from "../../routing/values";
import { workloadSelector } from "./workloadSelector";

/** The requests that a workload sends (`CLIENT`), receives (`SERVER`), or both. */
const mode = oneOf("CLIENT_AND_SERVER", "CLIENT", "SERVER");

const match = fields({
  /** Default `CLIENT_AND_SERVER`. */
  mode,
});

/** Some of the mesh configuration's `extensionProviders`. */
const providers = list(fields({ name: required(someText) }));

/** How requests are traced. */
const tracing = fields({
  match,
  /** Destination of spans. Istio reads only the first entry. Default: the mesh's default providers. */
  providers,
  /** Percentage of traced requests, of those without a sampling decision. Default: the mesh's. */
  randomSamplingPercentage: percent,
  /** Whether no spans are sent. Default false. */
  disableSpanReporting: flag,
  /** Additional tags of every span by name, with exactly one source of their values. */
  customTags: mapOf(
    fields(
      {
        literal: fields({ value: required(someText) }),
        /** A variable of the proxy's environment. */
        environment: fields({ name: required(someText), defaultValue: text }),
        /** A header of the request. */
        header: fields({ name: required(headerName), defaultValue: text }),
        /** A value in Envoy's access log format. */
        formatter: fields({ value: required(someText) }),
      },
      { exactlyOne: [["literal", "environment", "header", "formatter"]] },
    ),
    someText,
  ),
  /** Whether the request's ID contains the sampling decision. Default true. */
  useRequestIdForTraceSampling: flag,
  /** Whether spans carry Istio's own tags. Default true. */
  enableIstioTags: flag,
  /** Whether the proxy omits tracing headers in requests. Default false. */
  disableContextPropagation: flag,
});

/** One of Istio's own metrics. */
const metric = oneOf(
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
);

const tagOverride = fields(
  { operation: oneOf("UPSERT", "REMOVE"), value: someText },
  {
    also: ({ operation, value }, path) =>
      (operation === "REMOVE") === (value === undefined)
        ? []
        : [{ path, message: "expected a value with UPSERT, and none with REMOVE" }],
  },
);

/** A setting of metrics. */
const metrics = fields({
  /** Destination of metrics. Default: the mesh's default providers. */
  providers,
  overrides: list(
    fields({
      /** The changed metrics. Default: all, for both modes. */
      match: fields({ metric, customMetric: someText, mode }, { atMostOne: [["metric", "customMetric"]] }),
      /** Whether the metrics are disabled. Default false. */
      disabled: flag,
      /** Labels by name, to set to an expression (`UPSERT`, the default) or to remove. */
      tagOverrides: mapOf(tagOverride, someText),
    }),
  ),
  /** Interval between two reports of a TCP connection. Default 5s. */
  reportingInterval: duration,
});

/** A setting of access logs. */
const accessLogging = fields({
  match,
  /** Destination of log lines. Default: the mesh's default providers. */
  providers,
  /** Whether access logs are disabled. Default false. */
  disabled: flag,
  /** A CEL expression that selects requests. Default: all. */
  filter: fields({ expression: required(someText) }),
});

const observation = fields({
  /** Workloads in its namespace. Default: all. */
  selector: workloadSelector,
  /** Traces. Istio reads only the first entry. */
  tracing: list(tracing),
  metrics: list(metrics),
  accessLogging: list(accessLogging),
});

/**
 * Observation of workloads (`Telemetry` of istio/api 1.31). Without a selector, in the root namespace, it applies to the
 * whole mesh; settings of a namespace or a workload take precedence.
 */
export interface TelemetrySpec extends TypeOf<typeof observation> {}

/** All problems of a Telemetry's spec. */
export function validateTelemetry(spec: TelemetrySpec): Problem[] {
  return observation(spec, "");
}

/**
 * Tracing, metrics and access logs of workloads.
 * @throws {RoutingError} when the spec is wrong
 */
export function telemetry(
  metadata: CustomObject["metadata"],
  spec: TelemetrySpec,
): CustomObject<"Telemetry", TelemetrySpec> {
  requireNoProblems(`Telemetry ${metadata.name}`, validateTelemetry(spec));
  return { apiVersion: "telemetry.istio.io/v1", kind: "Telemetry", metadata, spec };
}
