import { type ApiClient, collectionOf } from "../../../../../lib/clients/kubernetes/apiClient";
import {
  annotation,
  idOf,
  mapsAt,
  nameOf,
  textAt,
  type KubernetesObject,
} from "../../../../../lib/clients/kubernetes/object";
import { type Probe, probe } from "./probe";

/** The namespace of cluster DNS and of the implementation of Services. */
const SYSTEM = "kube-system";
/** KWOK's annotation of simulated nodes. */
const SIMULATED = "kwok.x-k8s.io/node";

/** For each node, whether KWOK simulates its kubelet: no container runs there. */
export const nodeFacts = (client: ApiClient) =>
  probe("list nodes", async () =>
    (await client.list(collectionOf("v1", "Node", "nodes"))).items.map((node) => ({
      name: nameOf(node),
      simulated: annotation(node, SIMULATED) !== undefined,
    })),
  );

/**
 * Finds cluster DNS by the label that kubeadm, k3s, RKE2 and the clouds set on its Service.
 * @returns the Service, `kube-system/kube-dns`, unless none exists, and whether a pod is ready
 */
export const dnsFacts = (client: ApiClient) =>
  probe("list services in kube-system", async () => {
    const { items } = await client.list(collectionOf("v1", "Service", "services", SYSTEM));
    const service = items.find(isDns);
    if (service === undefined) return { ready: false };
    const slices = await client
      .list(collectionOf("discovery.k8s.io/v1", "EndpointSlice", "endpointslices", SYSTEM), {
        labelSelector: `kubernetes.io/service-name=${nameOf(service)}`,
      })
      .catch(() => undefined); // Before Kubernetes 1.21, or not allowed: assume that it is ready.
    const ready = slices?.items.some((slice) =>
      mapsAt(slice, "endpoints").some((endpoint) => isReady(endpoint)),
    );
    return { service: idOf(service), ready: ready ?? true };
  });

const isDns = (service: KubernetesObject): boolean =>
  textAt(service, "metadata", "labels", "k8s-app") === "kube-dns" ||
  ["kube-dns", "coredns"].includes(nameOf(service));

const isReady = (endpoint: KubernetesObject): boolean => {
  const conditions = endpoint.conditions as { ready?: boolean } | undefined;
  return conditions?.ready !== false;
};

/** Implementations of Services, by names of DaemonSets and pods in kube-system. */
const PROXIES: readonly [name: RegExp, what: string][] = [
  [/^kube-proxy/, "kube-proxy"],
  [/^(cilium|anetd)/, "Cilium, which can replace kube-proxy"],
  [/^kube-router/, "kube-router"],
  [/^(ovnkube|sdn)/, "the network of OpenShift"],
];

/**
 * Describes what implements Services; undefined when no known implementation runs.
 * @param version of the server: k3s runs kube-proxy in its own process
 */
export async function proxyFacts(client: ApiClient, version: string): Promise<Probe<string | undefined>> {
  if (/\+k3s/.test(version)) return { value: "kube-proxy within k3s" };
  return probe("list daemonsets and pods in kube-system", async () => {
    const lists = await Promise.all([
      client.list(collectionOf("apps/v1", "DaemonSet", "daemonsets", SYSTEM)),
      client.list(collectionOf("v1", "Pod", "pods", SYSTEM)),
    ]);
    const names = lists.flatMap(({ items }) => items.map(nameOf));
    return PROXIES.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1];
  });
}
