import { createHash } from "node:crypto";
import type { K3sClusterSettings } from "./config";

/** k3s's data in each node's container. */
export const DATA = "/var/lib/rancher/k3s";
/** The kubelet's data, with pods' volumes. */
export const KUBELET = "/var/lib/kubelet";
/** The node's password: without it k3s rejects a node of the same name (docs.k3s.io, Architecture). */
export const IDENTITY = "/etc/rancher/node";
export const REGISTRIES = "/etc/rancher/k3s/registries.yaml";
/** The folder of the authorities that a server uses if they exist at its first start. */
export const TLS = `${DATA}/server/tls`;
/** The kubeconfig with the node's own credentials. */
export const AGENT_KUBECONFIG = `${DATA}/agent/kubelet.kubeconfig`;
/** The port of the API in the containers. */
export const API_PORT = 6443;

export const serverName = (index: number): string => `server-${index}`;
export const agentName = (index: number): string => `agent-${index}`;

/** The URL to join: the first server, by its name on the cluster's network. */
const JOIN_URL = `https://${serverName(0)}:${API_PORT}`;

/** k3s's packaged components by k3s's names, disabled unless the configuration enables them. */
const PACKAGED = { traefik: "traefik", serviceLB: "servicelb", metricsServer: "metrics-server" } as const;

/**
 * The arguments of a server (docs.k3s.io, "k3s server"): the first of three starts a cluster with embedded etcd, and
 * the others join it.
 * @param hosts names and addresses at which clients outside reach the API
 * @param address the node's own, when it is fixed
 */
export function serverCommand(
  index: number,
  config: K3sClusterSettings,
  hosts: readonly string[],
  address?: string,
): string[] {
  const { servers, podCIDR, serviceCIDR, components, serverArgs = [] } = config;
  const names = Array.from({ length: servers }, (_, i) => serverName(i));
  const disabled = (Object.keys(PACKAGED) as (keyof typeof PACKAGED)[]).filter((name) => !components[name]);
  return [
    "server",
    ...nodeArgs(serverName(index), address),
    ...(index > 0 ? [`--server=${JOIN_URL}`] : servers > 1 ? ["--cluster-init"] : []),
    ...[...new Set([...names, ...hosts])].map((name) => `--tls-san=${name}`),
    ...disabled.map((name) => `--disable=${PACKAGED[name]}`),
    `--cluster-cidr=${podCIDR}`,
    `--service-cidr=${serviceCIDR}`,
    ...serverArgs,
  ];
}

/** The arguments of an agent (docs.k3s.io, "k3s agent"). */
export const agentCommand = (
  index: number,
  { agentArgs = [] }: Pick<K3sClusterSettings, "agentArgs">,
  address?: string,
): string[] => ["agent", ...nodeArgs(agentName(index), address), `--server=${JOIN_URL}`, ...agentArgs];

const nodeArgs = (name: string, address: string | undefined): string[] => [
  `--node-name=${name}`,
  ...(address === undefined ? [] : [`--node-ip=${address}`]),
];

/**
 * A join token in its secure form, with which a node verifies the cluster before it sends the password (docs.k3s.io,
 * "k3s token"). The hash is that of a self-signed authority's PEM.
 */
export const secureToken = (user: "server" | "node", password: string, caCertificate: string): string =>
  `K10${createHash("sha256").update(caCertificate).digest("hex")}::${user}:${password}`;
