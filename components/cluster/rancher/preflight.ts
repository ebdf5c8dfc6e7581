import type * as pulumi from "@pulumi/pulumi";
import { withSecretKey } from "../config";
import { DockerPreflight } from "../../../runtime/providers/machine/sdk";
import type { RancherClusterConfig, RancherHostConfig, RancherServerConfig } from "./config";
import { portOf, serverName } from "./server";

/** MiB. https://rancher.com/docs/rancher/v1.6/en/installing-rancher/installing-server/#requirements */
const SERVER_MEMORY = 1024;

/** Checks the server's machine and each host before anything is created. */
export function checkMachines(
  name: string,
  { server, hosts, capabilities }: RancherClusterConfig,
  parent: pulumi.Resource,
): DockerPreflight[] {
  const opts = { parent };
  return [
    ...(server === undefined ? [] : [checkServer(name, server, opts)]),
    ...hosts.map((host) => checkHost(name, host, capabilities, opts)),
  ];
}

const checkServer = (name: string, server: RancherServerConfig, opts: pulumi.CustomResourceOptions) =>
  new DockerPreflight(
    `${name}-server-prerequisites`,
    {
      for: "the Rancher server",
      docker: withSecretKey(server.docker),
      ports: [{ port: portOf(server), for: "the Rancher server (cluster.server.port)" }],
      containers: [serverName()],
      memory: SERVER_MEMORY,
    },
    opts,
  );

const checkHost = (
  name: string,
  host: RancherHostConfig,
  capabilities: RancherClusterConfig["capabilities"],
  opts: pulumi.CustomResourceOptions,
) =>
  new DockerPreflight(
    `${name}-host-${host.name}-prerequisites`,
    {
      for: `the Rancher host ${host.name}`,
      docker: withSecretKey(host.docker),
      privileged: capabilities === undefined,
      capabilities: [...(capabilities ?? [])],
    },
    opts,
  );
