import { ApiClient, type Collection, collectionOf } from "../lib/clients/kubernetes/apiClient";
import type { Connection } from "../lib/clients/kubernetes/connection";

/** The state of an environment on a cluster. */
export type ClusterState = Awaited<ReturnType<typeof readClusterState>>;

interface Item {
  metadata: { name: string; namespace?: string; annotations?: Record<string, string> };
  spec: {
    replicas?: number;
    type?: string;
    ports?: { port: number; nodePort?: number; protocol?: string }[];
  };
  status?: { readyReplicas?: number; conditions?: { type: string; status: string }[] };
}

/**
 * Reads the nodes, and the Deployments and Services of some namespaces.
 * @throws ClusterUnreachableError, ApiError
 */
export async function readClusterState(connection: Connection, namespaces: readonly string[]) {
  const client = new ApiClient(connection, { backOff: [] });
  const list = async (collection: Collection) => (await client.list(collection)).items as unknown as Item[];
  const inNamespaces = async (apiVersion: string, kind: string, plural: string) => {
    const lists = namespaces.map((namespace) => list(collectionOf(apiVersion, kind, plural, namespace)));
    return (await Promise.all(lists)).flat();
  };
  try {
    const [nodes, deployments, services] = await Promise.all([
      list(collectionOf("v1", "Node", "nodes")),
      inNamespaces("apps/v1", "Deployment", "deployments"),
      inNamespaces("v1", "Service", "services"),
    ]);
    return {
      server: connection.server,
      nodes: nodes.map(nodeState),
      deployments: deployments.map(deploymentState),
      services: services.map(serviceState),
    };
  } finally {
    client.close();
  }
}

const nodeState = ({ metadata, status }: Item) => ({
  name: metadata.name,
  ready: status?.conditions?.some((c) => c.type === "Ready" && c.status === "True") ?? false,
  simulated: metadata.annotations?.["kwok.x-k8s.io/node"] !== undefined,
});

const deploymentState = ({ metadata, spec, status }: Item) => ({
  namespace: metadata.namespace ?? "",
  name: metadata.name,
  ready: status?.readyReplicas ?? 0,
  wanted: spec.replicas ?? 1,
});

const serviceState = ({ metadata, spec }: Item) => ({
  namespace: metadata.namespace ?? "",
  name: metadata.name,
  type: spec.type ?? "ClusterIP",
  /** `80:32000`, `9125/UDP`. */
  ports: (spec.ports ?? []).map(({ port, nodePort, protocol }) => {
    const number = nodePort === undefined ? String(port) : `${port}:${nodePort}`;
    return protocol === undefined || protocol === "TCP" ? number : `${number}/${protocol}`;
  }),
});
