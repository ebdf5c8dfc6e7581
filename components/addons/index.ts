/** The telemetry addons: one file for each. */
export type { AddonArgs, IstioAddonArgs } from "./addon";
export { addonProblem, type AddonName, type AddonSurroundings } from "./availability";
export { Grafana, type GrafanaArgs } from "./grafana";
export { dashboardUid } from "./grafana/dashboard";
export { metricNames, type MetricNames, type MetricSource } from "./grafana/metricNames";
export { currentAddonImages } from "./images";
export type { ProxyDiscovery } from "./current/proxyDiscovery";
export { Prometheus, type PrometheusArgs } from "./prometheus";
export { Servicegraph } from "./servicegraph";
export { Zipkin } from "./zipkin";
