import type { K3sClusterConfig } from "./config";
import { createHash } from "node:crypto";

/** Where k3s keeps what, in each node's container. */
export const DATA = "/var/lib/rancher/k3s";
/** What pods keep on the node. */
export const KUBELET = "/var/lib/kubelet";
/** The node's password: without it, the name is refused to the node (docs.k3s.io, Architecture). */
export const IDENTITY = "/etc/rancher/node";
export const REGISTRIES = "/etc/rancher/k3s/registries.yaml";
/** The authorities that a server uses where they are there at its first start. */
export const TLS = `${DATA}/server/tls`;
/** How a node asks the API as itself. */
export const AGENT_KUBECONFIG = `${DATA}/agent/kubelet.kubeconfig`;
/** The port of the API in the containers. */
export const API_PORT = 6443;

export const serverName = (index: number): string => `server-${index}`;
export const agentName = (index: number): string => `agent-${index}`;

/** Where nodes join: the first server, by its name on the cluster's network. */
const JOIN_URL = `https://${serverName(0)}:${API_PORT}`;

type Config = Pick<
  K3sClusterConfig,
  "servers" | "podCIDR" | "serviceCIDR" | "components" | "serverArgs" | "agentArgs"
>;

/** What of k3s's packaged components is left out, by k3s's names, unless the configuration asks for it. */
const PACKAGED = { traefik: "traefik", serviceLB: "servicelb", metricsServer: "metrics-server" } as const;

/**
 * The arguments of a server (docs.k3s.io, "k3s server"): the first of three begins a cluster with embedded etcd, the others
 * join it.
 * @param hosts names and addresses by which the API is called from outside
 * @param address the node's own, where it is fixed
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
 * A join token in its secure form, by which a node knows the cluster before it sends the password (docs.k3s.io, "k3s
 * token"). The hash is of a self-signed authority's PEM.
 */
export const secureToken = (user: "server" | "node", password: string, caCertificate: string): string =>
  `K10${createHash("sha256").update(caCertificate).digest("hex")}::${user}:${password}`;
