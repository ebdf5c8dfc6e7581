import { nodeKernel } from "../../../runtime/providers/machine/sdk/nodeKernel";
import type { RancherClusterSettings } from "./config";
import { serverName } from "./server";

/** MiB. https://rancher.com/docs/rancher/v1.6/en/installing-rancher/installing-server/#requirements */
const SERVER_MEMORY = 1024;

/**
 * What the server's machine and each host require before anything is created, each with the distinctive part of the name of the
 * resource that checks it.
 * @param owner the names of project and stack. Default: those of this program
 */
export function preflightRequirements(
  { server, hosts, capabilities }: RancherClusterSettings,
  owner?: string,
) {
  return [
    ...(server === undefined
      ? []
      : [
          {
            name: "server",
            for: "the Rancher server",
            docker: server.docker,
            ports: [{ port: server.port, for: "the Rancher server (cluster.server.port)" }],
            containers: [serverName(owner)],
            memory: SERVER_MEMORY,
            kernelModules: nodeKernel,
          },
        ]),
    ...hosts.map((host) => ({
      name: `host-${host.name}`,
      for: `the Rancher host ${host.name}`,
      docker: host.docker,
      kernelModules: nodeKernel,
      privileged: capabilities === undefined,
      capabilities: [...(capabilities ?? [])],
    })),
  ];
}
