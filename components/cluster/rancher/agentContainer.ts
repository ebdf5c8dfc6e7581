import type { DockerEngine } from "../local";
import type { RancherHostConfig } from "./config";

/** The label by which a host is known again among those of its environment. */
export const HOST_LABEL = "meshstack.host";

const SOCKET = "/var/run/docker.sock";
/** Where an agent keeps who it is. */
const STATE = "/var/lib/rancher";

/** The variables that an agent is started with. https://rancher.com/docs/rancher/v1.6/en/hosts/custom/ */
export function agentEnvironment(
  { address, labels = {} }: Pick<RancherHostConfig, "address" | "labels">,
  ownLabel: string,
): string[] {
  const all = { ...labels, [HOST_LABEL]: ownLabel };
  const pairs = Object.entries(all).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return [
    `CATTLE_HOST_LABELS=${pairs.join("&")}`,
    ...(address === undefined ? [] : [`CATTLE_AGENT_IP=${address}`]),
  ];
}

/** As in a URL's query, but with the characters kept that are harmless there. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%3A", ":");

/** What of the host an agent has, as the command of Rancher's page "Add Host" says it. */
export const agentVolumes = (socketPath: string) => [
  { hostPath: socketPath, containerPath: SOCKET },
  { hostPath: STATE, containerPath: STATE },
];

/** The path of the Docker socket on the host, where the engine's address says it. */
export const socketPathOf = (host: DockerEngine["host"]): string =>
  typeof host === "string" && host.startsWith("unix://") ? host.slice("unix://".length) : SOCKET;
