import { podLabels } from "../podLabels";

/**
 * The source of request metrics: Mixer in a classic mesh; in a current mesh Istio's build of Envoy, or the build of the
 * Envoy project, which has no filter for Istio's metrics.
 */
export type MetricSource = "mixer" | "istio" | "envoy";

/** A metric, and the label matchers that count each request once. */
export interface Metric {
  name: string;
  matchers: readonly string[];
}

/** The names of the dashboard's metrics and labels for one source. Requests are counted where they arrive. */
export interface MetricNames {
  /** Counter of requests. */
  requests: Metric;
  /** Histogram of the durations of requests, without `_bucket`. */
  durations: Metric;
  /** Unit of the durations. */
  durationUnit: "s" | "ms";
  /** Label of the called service. */
  service: string;
  /** Label of its version. */
  version: string;
  /** Label of the response status. */
  code: string;
  /** Label of the caller, if the source has it. */
  caller?: string;
}

// A sidecar's inbound clusters are the ports of its own application.
const inbound = 'cluster_name=~"inbound[|].*"';

/** The names of every source. */
export const metricNames: Readonly<Record<MetricSource, MetricNames>> = {
  mixer: {
    requests: { name: "request_count", matchers: [] },
    durations: { name: "request_duration", matchers: [] },
    durationUnit: "s",
    service: "destination_service",
    version: "destination_version",
    code: "response_code",
    caller: "source_service",
  },
  istio: {
    requests: { name: "istio_requests_total", matchers: ['reporter="destination"'] },
    durations: { name: "istio_request_duration_milliseconds", matchers: ['reporter="destination"'] },
    durationUnit: "ms",
    service: "destination_service_name",
    version: "destination_version",
    code: "response_code",
    caller: "source_app",
  },
  envoy: {
    // The counter also has series by status class (`2xx`), which have no `response_code`.
    requests: { name: "envoy_cluster_upstream_rq", matchers: [inbound, 'response_code!=""'] },
    durations: { name: "envoy_cluster_upstream_rq_time", matchers: [inbound] },
    durationUnit: "ms",
    service: podLabels.app,
    version: podLabels.version,
    code: "response_code",
  },
};
