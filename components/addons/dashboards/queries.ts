/** PromQL over Istio's standard metrics. */

/** Counts each request once, where it arrives. */
export const ARRIVING = 'reporter="destination"';
/** Counts each request once, where it leaves. */
export const LEAVING = 'reporter="source"';

export const REQUESTS = "istio_requests_total";

/** The metric with matchers of labels. */
export const selector = (metric: string, matchers: readonly string[]): string =>
  `${metric}{${matchers.join(",")}}`;

/** The increase per second, summed by labels. */
export function rate(metric: string, by: readonly string[], matchers: readonly string[]): string {
  const increase = `rate(${selector(metric, matchers)}[$__rate_interval])`;
  return by.length === 0 ? `sum(${increase})` : `sum by (${by.join(", ")}) (${increase})`;
}

/** Requests per second. */
export const requestRate = (by: readonly string[], matchers: readonly string[]): string =>
  rate(REQUESTS, by, matchers);

/** The share of requests that also have these matchers, from 0 to 1; 0 when none has, no value without a request. */
function share(by: readonly string[], matchers: readonly string[], also: string): string {
  const all = requestRate(by, matchers);
  return `(${requestRate(by, [...matchers, also])} or ${all} * 0) / (${all} > 0)`;
}

/** The share of requests without an error of the server. */
export const successRate = (by: readonly string[], matchers: readonly string[]): string =>
  share(by, matchers, 'response_code!~"5.."');

/** The share of requests over mutual TLS. Only the destination knows it. */
export const mutualTlsShare = (by: readonly string[], matchers: readonly string[]): string =>
  share(by, matchers, 'connection_security_policy="mutual_tls"');

/** The duration in milliseconds that a share of the requests does not exceed; no value without a request. */
export function duration(quantile: number, by: readonly string[], matchers: readonly string[]): string {
  const buckets = rate("istio_request_duration_milliseconds_bucket", ["le", ...by], matchers);
  // Without a request the quantile is not a number, which the comparison omits.
  return `histogram_quantile(${quantile}, ${buckets}) >= 0`;
}
