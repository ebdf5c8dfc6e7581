import { ApiClient } from "../lib/clients/kubernetes/apiClient";
import type { Connection } from "../lib/clients/kubernetes/connection";

/** The numbers of ready and wanted pods of a Deployment. */
export interface DeploymentState {
  namespace: string;
  name: string;
  ready: number;
  wanted: number;
}

/** A Service with its ports. */
export interface ServiceState {
  namespace: string;
  name: string;
  type: string;
  /** `80:32000`, `9125/UDP`. */
  ports: string[];
}

/** The state of an environment on a cluster. */
export interface ClusterState {
  server: string;
  nodes: { name: string; ready: boolean; simulated: boolean }[];
  deployments: DeploymentState[];
  services: ServiceState[];
}

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
export async function readClusterState(
  connection: Connection,
  namespaces: readonly string[],
): Promise<ClusterState> {
  const client = new ApiClient(connection, { backOff: [] });
  const list = async (path: string, apiVersion: string, kind: string): Promise<Item[]> =>
    (await client.list({ path, apiVersion, kind })).items as unknown as Item[];
  const inNamespaces = async (group: string, apiVersion: string, kind: string, plural: string) =>
    (
      await Promise.all(namespaces.map((n) => list(`${group}/namespaces/${n}/${plural}`, apiVersion, kind)))
    ).flat();
  try {
    const [nodes, deployments, services] = await Promise.all([
      list("/api/v1/nodes", "v1", "Node"),
      inNamespaces("/apis/apps/v1", "apps/v1", "Deployment", "deployments"),
      inNamespaces("/api/v1", "v1", "Service", "services"),
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

const deploymentState = ({ metadata, spec, status }: Item): DeploymentState => ({
  namespace: metadata.namespace ?? "",
  name: metadata.name,
  ready: status?.readyReplicas ?? 0,
  wanted: spec.replicas ?? 1,
});

const serviceState = ({ metadata, spec }: Item): ServiceState => ({
  namespace: metadata.namespace ?? "",
  name: metadata.name,
  type: spec.type ?? "ClusterIP",
  ports: (spec.ports ?? []).map(({ port, nodePort, protocol }) => {
    const number = nodePort === undefined ? String(port) : `${port}:${nodePort}`;
    return protocol === undefined || protocol === "TCP" ? number : `${number}/${protocol}`;
  }),
});
