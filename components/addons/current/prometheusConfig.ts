import {
  AGENT_PORT,
  type DnsDiscovery,
  ISTIOD_PORT,
  type ProxyDiscovery,
  proxyNames,
} from "./proxyDiscovery";
import { type RelabelConfig, standardMetricRules } from "./standardMetricRules";

/** A group of targets: the fields that this project sets. */
interface ScrapeConfig {
  job_name: string;
  /** Default `/metrics`. */
  metrics_path?: string;
  kubernetes_sd_configs?: { role: "pod" }[];
  dns_sd_configs?: { names: string[]; type: "A"; port: number; refresh_interval: string }[];
  static_configs?: { targets: string[] }[];
  relabel_configs?: RelabelConfig[];
  metric_relabel_configs?: readonly RelabelConfig[];
}

const pod = (name: string): string => `__meta_kubernetes_pod_${name}`;
const annotation = (name: string): string => pod(`annotation_prometheus_io_${name}`);

/** The configuration for a way to find the proxies. */
export function prometheusConfig(discovery: ProxyDiscovery) {
  return {
    global: { scrape_interval: "5s", scrape_timeout: "5s" },
    scrape_configs: discovery.by === "pods" ? [podsJob()] : dnsJobs(discovery),
  };
}

/** The proxies by the DNS names of their namespaces, and istiod. */
function dnsJobs(discovery: DnsDiscovery): ScrapeConfig[] {
  return [
    {
      job_name: "proxies",
      metrics_path: "/stats/prometheus",
      dns_sd_configs: [{ names: proxyNames(discovery), type: "A", port: AGENT_PORT, refresh_interval: "5s" }],
      // A Prometheus without service discovery observes proxies without Istio's filters: both are built here.
      metric_relabel_configs: standardMetricRules,
    },
    {
      job_name: "istiod",
      static_configs: [{ targets: [`istiod.${discovery.meshNamespace}.svc.cluster.local:${ISTIOD_PORT}`] }],
    },
  ];
}

/**
 * Every running pod with the annotation `prometheus.io/scrape: "true"`, at the port and path of its annotations
 * `prometheus.io/port` and `prometheus.io/path`. Pods with a sidecar, istiod and gateways have them. These ports are not
 * redirected to the proxy, so that Prometheus reads them in plain text under mutual TLS.
 */
function podsJob(): ScrapeConfig {
  return {
    job_name: "pods",
    kubernetes_sd_configs: [{ role: "pod" }],
    relabel_configs: [
      { source_labels: [annotation("scrape")], action: "keep", regex: "true" },
      { source_labels: [pod("phase")], action: "keep", regex: "Running" },
      { source_labels: [annotation("path")], regex: "(.+)", target_label: "__metrics_path__" },
      {
        source_labels: [pod("ip"), annotation("port")],
        regex: "([0-9.]+);([0-9]+)",
        target_label: "__address__",
        replacement: "$1:$2",
      },
      {
        source_labels: [pod("ip"), annotation("port")],
        regex: "([0-9a-fA-F:]+:[0-9a-fA-F:]*);([0-9]+)",
        target_label: "__address__",
        replacement: "[$1]:$2",
      },
      // The pod's labels on every series, which Prometheus does not know where it finds proxies by DNS.
      { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
      { source_labels: [pod("name")], target_label: "pod" },
      { source_labels: [pod("label_app")], target_label: "app" },
      { source_labels: [pod("label_version")], target_label: "version" },
    ],
  };
}
