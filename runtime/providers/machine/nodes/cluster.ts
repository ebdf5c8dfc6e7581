import { ApiClient, type Collection } from "../../../../lib/clients/kubernetes/apiClient";
import { resolveConnection } from "../../../../lib/clients/kubernetes/resolveConnection";

/** Milliseconds per request. */
const TIMEOUT = 10_000;

export const NODES: Collection = { path: "/api/v1/nodes", apiVersion: "v1", kind: "Node" };
export const PODS: Collection = { path: "/api/v1/pods", apiVersion: "v1", kind: "Pod" };

/** The leases that kubelets renew as heartbeats. */
export const NODE_LEASES: Collection = {
  path: "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases",
  apiVersion: "coordination.k8s.io/v1",
  kind: "Lease",
};

/** Runs an action with a client of the cluster and closes the client. Requests are not retried. */
export async function withCluster<T>(kubeconfig: string, run: (client: ApiClient) => Promise<T>): Promise<T> {
  const client = new ApiClient(resolveConnection({ kubeconfig }), { backOff: [], timeout: TIMEOUT });
  try {
    return await run(client);
  } finally {
    client.close();
  }
}
