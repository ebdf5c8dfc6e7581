import { podLabels } from "../podLabels";

/**
 * Who measures requests: Mixer (the classic generation), Istio's own proxies (the current one), or Envoy as its
 * project releases it, which lacks Istio's filter for metrics.
 */
export type MetricSource = "mixer" | "istio" | "envoy";

/** A metric, and the matchers of labels that leave no request in it twice. */
export interface Metric {
  name: string;
  matchers: readonly string[];
}

/** What one source calls that which the dashboard shows. Requests are counted where they arrive. */
export interface MetricNames {
  /** Counter of requests. */
  requests: Metric;
  /** Histogram of the durations of requests, without `_bucket`. */
  durations: Metric;
  /** In which durations are measured. */
  durationUnit: "s" | "ms";
  /** Label of the service that is called. */
  service: string;
  /** Label of its version. */
  version: string;
  /** Label of the answer's status. */
  code: string;
  /** Label of the caller, where it is known. */
  caller?: string;
}

// A sidecar's inbound clusters are its own application, on each of its ports.
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
    // The same counter has series by class of status (`2xx`) too, which have no `response_code`.
    requests: { name: "envoy_cluster_upstream_rq", matchers: [inbound, 'response_code!=""'] },
    durations: { name: "envoy_cluster_upstream_rq_time", matchers: [inbound] },
    durationUnit: "ms",
    service: podLabels.app,
    version: podLabels.version,
    code: "response_code",
  },
};
