/**
 * The official images of the current generation's addons, each at one version: what an image built elsewhere is a
 * replacement for. Prometheus is the last one of version 2, the version that Debian has: its 2.42 reads what is
 * written for this one.
 */
export const currentAddonImages = {
  zipkin: "docker.io/openzipkin/zipkin:3.6.1",
  prometheus: "docker.io/prom/prometheus:v2.55.1",
  grafana: "docker.io/grafana/grafana:12.0.1",
} as const;
