import type { ProxyConfig } from "./proxyConfig";

const RESPONSES = "[0-9]+|[1-5]xx";

/**
 * The statistics that take the place of Istio's own metrics where the proxy lacks the filter that makes those:
 * requests and their durations by the service that is called (`envoy_cluster_upstream_rq…`) and by the listener
 * that they came in by (`envoy_http_downstream_rq…`). A proxy by default drops all of them. Istio ends the names of
 * clusters and listeners with a semicolon.
 */
export const requestStats: NonNullable<ProxyConfig["proxyStatsMatcher"]> = {
  inclusionRegexps: [
    `cluster\\.(in|out)bound\\|[^;]*;\\.upstream_rq_(total|time|completed|timeout|retry|active|${RESPONSES})`,
    `http\\.(in|out)bound_[^;]*;\\.downstream_rq_(total|time|completed|active|[1-5]xx)`,
  ],
};
