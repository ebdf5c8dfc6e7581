import type { ProxyConfig } from "./proxyConfig";

const RESPONSES = "[0-9]+|[1-5]xx";

/**
 * Envoy's request statistics, which replace Istio's metrics where the build of Envoy cannot create those: requests and
 * durations by called service (`envoy_cluster_upstream_rq…`) and by listener (`envoy_http_downstream_rq…`). By default a
 * proxy drops them. Istio ends the names of clusters and listeners with a semicolon.
 */
export const requestStats: NonNullable<ProxyConfig["proxyStatsMatcher"]> = {
  inclusionRegexps: [
    `cluster\\.(in|out)bound\\|[^;]*;\\.upstream_rq_(total|time|completed|timeout|retry|active|${RESPONSES})`,
    `http\\.(in|out)bound_[^;]*;\\.downstream_rq_(total|time|completed|active|[1-5]xx)`,
  ],
};
