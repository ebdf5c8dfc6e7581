import type { types } from "@pulumi/kubernetes";

type Service = types.input.core.v1.Service;

/** How Prometheus finds the proxies. */
export type ProxyDiscovery =
  /** It watches the cluster's pods, and its series have their labels. */
  | { by: "pods" }
  /**
   * It asks the cluster's DNS for the proxies of some namespaces, whose addresses are all that its series have of them:
   * for a Prometheus that is built without Kubernetes' service discovery, as Debian's is.
   */
  | { by: "dns"; namespaces: readonly string[]; meshNamespace: string };

/** The agent's port, where it gives out the proxy's metrics and its application's; it is not redirected to the proxy. */
export const AGENT_PORT = 15020;
/** istiod's own metrics. */
export const ISTIOD_PORT = 15014;

const NAME = "istio-proxies";

/** The DNS name of the proxies of a namespace. */
export const proxiesName = (namespace: string): string => `${NAME}.${namespace}.svc.cluster.local`;

/** The Services without an address of their own that give the names of {@link proxiesName} the pods' addresses. */
export function proxyServices(namespaces: readonly string[]): Service[] {
  return namespaces.map((namespace) => ({
    metadata: {
      name: NAME,
      namespace,
      annotations: {
        // It is for Prometheus: no proxy needs to know of it.
        "networking.istio.io/exportTo": "~",
        // It has addresses once there are pods, which nothing here waits for.
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
