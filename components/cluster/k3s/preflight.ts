import { DockerPreflight } from "../../../runtime/providers/machine/sdk";
import { agentName, serverName } from "./commandLine";
import type { K3sSite } from "./site";

/** MiB that k3s's documentation requires (docs.k3s.io, Requirements). */
const MEMORY = { server: 2048, agent: 512 };
/** MiB of k3s and an environment's images. */
const DISK = 2048;

/** Checks the Docker daemon before anything is created. */
export function checkDocker({ name, prefix, config, docker, parent }: K3sSite): DockerPreflight {
  const { servers, agents, capabilities, nodePorts, apiPort } = config;
  const nodes = [
    ...Array.from({ length: servers }, (_, i) => serverName(i)),
    ...Array.from({ length: agents }, (_, i) => agentName(i)),
  ];
  return new DockerPreflight(
    `${name}-prerequisites`,
    {
      for: "the k3s cluster",
      docker,
      ports: [{ port: apiPort, for: "the API server (cluster.apiPort)" }, ...nodePorts],
      containers: nodes.map((node) => `${prefix}-${node}`),
      memory: servers * MEMORY.server + agents * MEMORY.agent,
      disk: DISK,
      privileged: capabilities === undefined,
      ...(capabilities && { capabilities: [...capabilities] }),
    },
    { parent },
  );
}
