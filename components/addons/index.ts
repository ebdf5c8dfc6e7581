/** The telemetry addons: one file for each. */
export type { AddonArgs, IstioAddonArgs } from "./addon";
export { Grafana } from "./grafana";
export { Prometheus } from "./prometheus";
export { Servicegraph } from "./servicegraph";
export { Zipkin } from "./zipkin";
