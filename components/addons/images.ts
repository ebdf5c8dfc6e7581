import { DASHBOARDS, GRAFANA, PROMETHEUS, ZIPKIN } from "./table";

/**
 * The official images of the addons of a current mesh. An image that is built locally replaces one of these names.
 * Prometheus is the last release of version 2, because the locally built image has Debian's 2.42 and must read the same
 * configuration.
 */
export const currentAddonImages = {
  [ZIPKIN]: "docker.io/openzipkin/zipkin:3.6.1",
  [PROMETHEUS]: "docker.io/prom/prometheus:v2.55.1",
  /** No registry has it: it is built where the nodes run images that are built locally. */
  [DASHBOARDS]: "meshstack.local/dashboards:1.0.0",
  [GRAFANA]: "docker.io/grafana/grafana:12.0.1",
} as const;
