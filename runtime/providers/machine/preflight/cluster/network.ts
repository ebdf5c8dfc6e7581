import type { ApiClient } from "../../../../../lib/clients/kubernetes/apiClient";
import {
  annotation,
  idOf,
  mapsAt,
  nameOf,
  textAt,
  type KubernetesObject,
} from "../../../../../lib/clients/kubernetes/object";
import { type Probe, probe } from "./probe";

/** Facts of a node. */
export interface NodeFacts {
  name: string;
  /** KWOK simulates its kubelet: no container runs there. */
  simulated: boolean;
}

/** KWOK's annotation of simulated nodes. */
const SIMULATED = "kwok.x-k8s.io/node";

export const nodeFacts = (client: ApiClient): Promise<Probe<NodeFacts[]>> =>
  probe("list nodes", async () =>
    (await client.list({ path: "/api/v1/nodes", apiVersion: "v1", kind: "Node" })).items.map((node) => ({
      name: nameOf(node),
      simulated: annotation(node, SIMULATED) !== undefined,
    })),
  );

/** Cluster DNS: its Service, and whether a pod is ready. */
export interface DnsFacts {
  /** `kube-system/kube-dns`; absent when none exists. */
  service?: string;
  ready: boolean;
}

/** Finds cluster DNS by the label that kubeadm, k3s, RKE2 and the clouds set on its Service. */
export const dnsFacts = (client: ApiClient): Promise<Probe<DnsFacts>> =>
  probe("list services in kube-system", async () => {
    const { items } = await client.list({
      path: "/api/v1/namespaces/kube-system/services",
      apiVersion: "v1",
      kind: "Service",
    });
    const service = items.find(isDns);
    if (service === undefined) return { ready: false };
    const slices = await client
      .list(
        {
          path: "/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices",
          apiVersion: "discovery.k8s.io/v1",
          kind: "EndpointSlice",
        },
        { labelSelector: `kubernetes.io/service-name=${nameOf(service)}` },
      )
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
    const namespaced = (group: string, plural: string) => `${group}/namespaces/kube-system/${plural}`;
    const lists = await Promise.all([
      client.list({
        path: namespaced("/apis/apps/v1", "daemonsets"),
        apiVersion: "apps/v1",
        kind: "DaemonSet",
      }),
      client.list({ path: namespaced("/api/v1", "pods"), apiVersion: "v1", kind: "Pod" }),
    ]);
    const names = lists.flatMap(({ items }) => items.map(nameOf));
    return PROXIES.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1];
  });
}
