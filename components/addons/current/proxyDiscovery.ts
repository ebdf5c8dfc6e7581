import type { types } from "@pulumi/kubernetes";
import { ISTIOD_PORTS } from "../../mesh/current/names";
import type { PrometheusSettings } from "../config";

type Service = types.input.core.v1.Service;

/** How Prometheus finds the proxies. */
export type ProxyDiscovery = PrometheusSettings["discovery"];

/** Discovery by DNS. */
export type DnsDiscovery = Extract<ProxyDiscovery, { by: "dns" }>;

/** The agent's port for the metrics of proxy and application, which is not redirected to the proxy. */
export const AGENT_PORT = 15020;
/** istiod's port for its own metrics. */
export const ISTIOD_PORT = ISTIOD_PORTS["http-monitoring"];

const SIDECARS: Record<string, string> = { "security.istio.io/tlsMode": "istio" };

/** The sidecars of each namespace, and the gateway, whose pods do not have the label of sidecars. */
const proxyGroups = ({ namespaces, meshNamespace }: DnsDiscovery) => [
  ...namespaces.map((namespace) => ({ name: "istio-proxies", namespace, selector: SIDECARS })),
  { name: "istio-gateways", namespace: meshNamespace, selector: { istio: "ingressgateway" } },
];

/** The DNS names of the proxies. */
export const proxyNames = (discovery: DnsDiscovery): string[] =>
  proxyGroups(discovery).map(({ name, namespace }) => `${name}.${namespace}.svc.cluster.local`);

/** The headless Services that resolve {@link proxyNames} to the addresses of pods. */
export function proxyServices(discovery: DnsDiscovery): Service[] {
  return proxyGroups(discovery).map(({ name, namespace, selector }) => ({
    metadata: {
      name,
      namespace,
      annotations: {
        // Only Prometheus uses it, so that no proxy needs its configuration.
        "networking.istio.io/exportTo": "~",
        // It has addresses once pods exist, and nothing waits for them.
        "pulumi.com/skipAwait": "true",
      },
    },
    spec: {
      clusterIP: "None",
      selector,
      ports: [{ name: "http-metrics", port: AGENT_PORT }],
    },
  }));
}
