import type { types } from "@pulumi/kubernetes";

type Service = types.input.core.v1.Service;

/** How Prometheus finds the proxies. */
export type ProxyDiscovery =
  /** It watches the cluster's pods, and its series have the pods' labels. */
  | { by: "pods" }
  /**
   * It looks up the proxies of some namespaces in the cluster's DNS, and its series have only their addresses. For a
   * Prometheus without Kubernetes' service discovery, such as Debian's.
   */
  | { by: "dns"; namespaces: readonly string[]; meshNamespace: string };

/** The agent's port for the metrics of proxy and application, which is not redirected to the proxy. */
export const AGENT_PORT = 15020;
/** istiod's port for its own metrics. */
export const ISTIOD_PORT = 15014;

const NAME = "istio-proxies";

/** The DNS name of the proxies of a namespace. */
export const proxiesName = (namespace: string): string => `${NAME}.${namespace}.svc.cluster.local`;

/** The headless Services that resolve the names of {@link proxiesName} to the addresses of pods. */
export function proxyServices(namespaces: readonly string[]): Service[] {
  return namespaces.map((namespace) => ({
    metadata: {
      name: NAME,
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
      selector: { "security.istio.io/tlsMode": "istio" },
      ports: [{ name: "http-metrics", port: AGENT_PORT }],
    },
  }));
}
