import { ApiClient, collectionOf } from "../../../../lib/clients/kubernetes/apiClient";
import { type KubernetesObject, mapsAt } from "../../../../lib/clients/kubernetes/object";
import { resolveConnection } from "../../../../lib/clients/kubernetes/resolveConnection";

/** Milliseconds per request. */
const TIMEOUT = 10_000;

export const NODES = collectionOf("v1", "Node", "nodes");
export const PODS = collectionOf("v1", "Pod", "pods");

/** The leases that kubelets renew as heartbeats. */
export const NODE_LEASES = collectionOf("coordination.k8s.io/v1", "Lease", "leases", "kube-node-lease");

/** Runs an action with a client of the cluster and closes the client. Requests are not retried. */
export async function withCluster<T>(kubeconfig: string, run: (client: ApiClient) => Promise<T>): Promise<T> {
  const client = new ApiClient(resolveConnection({ kubeconfig }), { backOff: [], timeout: TIMEOUT });
  try {
    return await run(client);
  } finally {
    client.close();
  }
}

/** Whether a node reports that it is ready. */
export const isReady = (node: KubernetesObject): boolean =>
  mapsAt(node, "status", "conditions").some(({ type, status }) => type === "Ready" && status === "True");
