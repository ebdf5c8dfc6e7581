import { nodeKernel } from "../../../runtime/providers/machine/sdk/nodeKernel";
import { agentName, serverName } from "./commandLine";
import type { K3sClusterSettings } from "./config";

/** MiB that k3s's documentation requires (docs.k3s.io, Requirements). */
const MEMORY = { server: 2048, agent: 512 };
/** MiB of k3s and an environment's images. */
const DISK = 2048;

/**
 * What the Docker daemon requires before anything is created, without its connection.
 * @param prefix of the names on the daemon
 */
export function preflightRequirements(config: K3sClusterSettings, prefix: string) {
  const { servers, agents, capabilities, nodePorts, apiPort } = config;
  const nodes = [
    ...Array.from({ length: servers }, (_, i) => serverName(i)),
    ...Array.from({ length: agents }, (_, i) => agentName(i)),
  ];
  return {
    for: "the k3s cluster",
    ports: [{ port: apiPort, for: "the API server (cluster.apiPort)" }, ...nodePorts],
    containers: nodes.map((node) => `${prefix}-${node}`),
    memory: servers * MEMORY.server + agents * MEMORY.agent,
    disk: DISK,
    kernelModules: nodeKernel,
    privileged: capabilities === undefined,
    ...(capabilities && { capabilities: [...capabilities] }),
  };
}
