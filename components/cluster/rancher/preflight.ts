import type * as pulumi from "@pulumi/pulumi";
import { withSecretKey } from "../secretKey";
import { DockerPreflight } from "../../../runtime/providers/machine/sdk";
import type { RancherClusterSettings, RancherHostSettings, RancherServerSettings } from "./config";
import { serverName } from "./server";

/** MiB. https://rancher.com/docs/rancher/v1.6/en/installing-rancher/installing-server/#requirements */
const SERVER_MEMORY = 1024;

/** Checks the server's machine and each host before anything is created. */
export function checkMachines(
  name: string,
  { server, hosts, capabilities }: RancherClusterSettings,
  parent: pulumi.Resource,
): DockerPreflight[] {
  const opts = { parent };
  return [
    ...(server === undefined ? [] : [checkServer(name, server, opts)]),
    ...hosts.map((host) => checkHost(name, host, capabilities, opts)),
  ];
}

const checkServer = (name: string, server: RancherServerSettings, opts: pulumi.CustomResourceOptions) =>
  new DockerPreflight(
    `${name}-server-prerequisites`,
    {
      for: "the Rancher server",
      docker: withSecretKey(server.docker),
      ports: [{ port: server.port, for: "the Rancher server (cluster.server.port)" }],
      containers: [serverName()],
      memory: SERVER_MEMORY,
    },
    opts,
  );

const checkHost = (
  name: string,
  host: RancherHostSettings,
  capabilities: RancherClusterSettings["capabilities"],
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
