import { prometheusObjects } from "../plans";
import { prometheusConfig } from "./prometheusConfig";
import { type RelabelConfig, standardMetricRules } from "./standardMetricRules";

const [job] = prometheusConfig({ by: "pods" }).scrape_configs;

/** A pod's target after Prometheus' rules for `relabel_configs`; undefined where it is dropped. */
function target(labels: Record<string, string>): Record<string, string> | undefined {
  const found: Record<string, string> = { __metrics_path__: "/metrics", ...labels };
  for (const rule of job!.relabel_configs!) if (!relabel(found, rule)) return undefined;
  return Object.fromEntries(Object.entries(found).filter(([name]) => !name.startsWith("__meta_")));
}

function relabel(labels: Record<string, string>, rule: RelabelConfig): boolean {
  const value = rule.source_labels!.map((name) => labels[name] ?? "").join(";");
  const match = new RegExp(`^(?:${rule.regex ?? "(.*)"})$`).exec(value);
  if (rule.action === "keep") return match !== null;
  if (rule.action === "drop") return match === null;
  if (match === null) return true;
  const text = (rule.replacement ?? "$1").replace(
    /\$(\d)/g,
    (_, index: string) => match[Number(index)] ?? "",
  );
  labels[rule.target_label!] = text;
  return true;
}

const pod = {
  __address__: "10.244.0.7:9080",
  __meta_kubernetes_namespace: "default",
  __meta_kubernetes_pod_name: "reviews-v1-abc",
  __meta_kubernetes_pod_ip: "10.244.0.7",
  __meta_kubernetes_pod_phase: "Running",
  __meta_kubernetes_pod_label_app: "reviews",
  __meta_kubernetes_pod_label_version: "v1",
};
const scraped = (port: string, path?: string) => ({
  __meta_kubernetes_pod_annotation_prometheus_io_scrape: "true",
  __meta_kubernetes_pod_annotation_prometheus_io_port: port,
  ...(path !== undefined && { __meta_kubernetes_pod_annotation_prometheus_io_path: path }),
});
const labels = { namespace: "default", pod: "reviews-v1-abc", app: "reviews", version: "v1" };

test("scrapes a pod with a sidecar at the agent's port, with the pod's labels", () => {
  expect(target({ ...pod, ...scraped("15020", "/stats/prometheus") })).toEqual({
    ...labels,
    __address__: "10.244.0.7:15020",
    __metrics_path__: "/stats/prometheus",
  });
});

test("uses /metrics for a pod without a path", () => {
  expect(target({ ...pod, ...scraped("15014") })).toMatchObject({
    __address__: "10.244.0.7:15014",
    __metrics_path__: "/metrics",
  });
});

test("writes an IPv6 address in brackets", () => {
  expect(target({ ...pod, __meta_kubernetes_pod_ip: "fd00::7", ...scraped("15020") })).toMatchObject({
    __address__: "[fd00::7]:15020",
  });
});

test("skips pods without the annotation and pods that do not run", () => {
  expect(target(pod)).toBeUndefined();
  const asks = { ...pod, ...scraped("15020") };
  expect(target({ ...asks, __meta_kubernetes_pod_annotation_prometheus_io_scrape: "false" })).toBeUndefined();
  for (const __meta_kubernetes_pod_phase of ["Pending", "Succeeded", "Failed"])
    expect(target({ ...asks, __meta_kubernetes_pod_phase })).toBeUndefined();
});

test("by DNS, scrapes the proxies of each namespace and istiod, without rights in the cluster", () => {
  const discovery = {
    by: "dns",
    namespaces: ["istio-system", "shop"],
    meshNamespace: "istio-system",
  } as const;
  const [proxies, istiod] = prometheusConfig(discovery).scrape_configs;
  expect(proxies).toEqual({
    job_name: "proxies",
    metrics_path: "/stats/prometheus",
    dns_sd_configs: [
      {
        names: [
          "istio-proxies.istio-system.svc.cluster.local",
          "istio-proxies.shop.svc.cluster.local",
          "istio-gateways.istio-system.svc.cluster.local",
        ],
        type: "A",
        port: 15020,
        refresh_interval: "5s",
      },
    ],
    metric_relabel_configs: standardMetricRules,
  });
  expect(istiod!.static_configs).toEqual([{ targets: ["istiod.istio-system.svc.cluster.local:15014"] }]);
  const objects = prometheusObjects({
    istio: "current",
    discovery: { ...discovery, namespaces: [...discovery.namespaces] },
  });
  expect(objects.access).toBeUndefined();
  expect(objects.furtherServices!.map(({ metadata }) => metadata)).toMatchObject([
    { name: "istio-proxies", namespace: "istio-system" },
    { name: "istio-proxies", namespace: "shop" },
    { name: "istio-gateways", namespace: "istio-system" },
  ]);
});
