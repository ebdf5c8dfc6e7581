import { ARRIVING, duration, LEAVING, requestRate } from "./queries";

/** The labels that identify an edge of the graph: a workload that calls another one by a service. */
const edgeLabels = [
  "source_workload_namespace",
  "source_workload",
  "destination_service_namespace",
  "destination_service_name",
  "destination_workload_namespace",
  "destination_workload",
] as const;

/** The range of the graph's rates: short, so that the graph follows the traffic. */
const RANGE = "30s";

/** A query of rates in the graph. */
const current = (expr: string) => expr.replaceAll("$__rate_interval", RANGE);

// The source counts every request of the mesh, also those that do not arrive; callers outside the mesh report nothing, so
// the destination counts their requests.
const outside = [ARRIVING, 'source_workload="unknown"'];
const both = (query: (matchers: readonly string[]) => string) =>
  current(`${query([LEAVING])} or ${query(outside)}`);

/** The queries of the mesh graph. The series of each have these labels. */
export const graphQueries = {
  /** Requests per second. */
  requests: both((matchers) => requestRate(edgeLabels, matchers)),
  /** Requests per second that failed: errors of the server, and requests without an answer. */
  errors: both((matchers) => requestRate(edgeLabels, [...matchers, 'response_code=~"5..|0"'])),
  /** The duration in milliseconds that 90 % of the requests do not exceed. */
  duration: both((matchers) => duration(0.9, edgeLabels, matchers)),
  /** Requests per second that the destination received. */
  arriving: current(requestRate(edgeLabels, [ARRIVING])),
  /** Those of them over mutual TLS. */
  mutualTls: current(requestRate(edgeLabels, [ARRIVING, 'connection_security_policy="mutual_tls"'])),
} as const;
