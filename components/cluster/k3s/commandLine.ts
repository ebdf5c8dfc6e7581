import type { K3sClusterConfig } from "./config";
import { createHash } from "node:crypto";

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

type Config = Pick<
  K3sClusterConfig,
  "servers" | "podCIDR" | "serviceCIDR" | "components" | "serverArgs" | "agentArgs"
>;

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
  config: Config,
  hosts: readonly string[],
  address?: string,
): string[] {
  const { servers = 1, podCIDR, serviceCIDR, components = {} } = config;
  const names = Array.from({ length: servers }, (_, i) => serverName(i));
  const disabled = (Object.keys(PACKAGED) as (keyof typeof PACKAGED)[]).filter((name) => !components[name]);
  return [
    "server",
    ...nodeArgs(serverName(index), address),
    ...(index > 0 ? [`--server=${JOIN_URL}`] : servers > 1 ? ["--cluster-init"] : []),
    ...[...new Set([...names, ...hosts])].map((name) => `--tls-san=${name}`),
    ...disabled.map((name) => `--disable=${PACKAGED[name]}`),
    ...(podCIDR === undefined ? [] : [`--cluster-cidr=${podCIDR}`]),
    ...(serviceCIDR === undefined ? [] : [`--service-cidr=${serviceCIDR}`]),
    ...(config.serverArgs ?? []),
  ];
}

/** The arguments of an agent (docs.k3s.io, "k3s agent"). */
export const agentCommand = (index: number, { agentArgs = [] }: Config, address?: string): string[] => [
  "agent",
  ...nodeArgs(agentName(index), address),
  `--server=${JOIN_URL}`,
  ...agentArgs,
];

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
