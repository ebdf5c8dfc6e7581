/** Name of the sidecar container. */
export const proxyContainerName = "istio-proxy";

/** Name of the container that redirects the pod's traffic to the proxy and then exits. */
export const initContainerName = "istio-init";

/** User and group of the proxy. The redirection exempts the traffic of this user. */
export const proxyUser = 1337;

/** Port of the proxy's health endpoint. */
export const healthPort = 15021;

/** Port of Envoy's own Prometheus metrics. */
export const envoyMetricsPort = 15090;
