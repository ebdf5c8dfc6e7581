import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { RancherAgentHost, RancherHost } from "../../../runtime/providers/rancher/sdk";
import type { RancherClusterSettings, RancherHostSettings } from "./config";
import { withSecretKey } from "../secretKey";
import type { HostTarget } from "./environment";
import type { DockerDaemon } from "../../../runtime/providers/machine/sdk";

/** Adds a host to the environment: starts its agent and waits until it is active. */
export function addHost(
  name: string,
  host: RancherHostSettings,
  config: RancherClusterSettings,
  target: HostTarget,
  parent: pulumi.CustomResourceOptions,
): RancherHost {
  const own = `${pulumi.getProject()}-${pulumi.getStack()}-${host.name}`;
  const full = `${name}-host-${host.name}`;
  const registration = `${own}-rancher-registration`;
  const provider = new docker.Provider(`${full}-docker`, withSecretKey(host.docker), {
    parent: parent.parent,
  });
  const opts = { ...parent, provider };
  const image = new docker.RemoteImage(
    `${full}-image`,
    { name: config.agentImage ?? target.registration.image, keepLocally: true },
    opts,
  );
  const place = new RancherAgentHost(
    `${full}-place`,
    { name: host.name, docker: withSecretKey(host.docker), image: image.name, registration },
    { ...parent, dependsOn: [image] },
  );
  // It registers, starts the agent as another container, and exits.
  const agent = new docker.Container(
    `${full}-agent`,
    {
      name: registration,
      image: image.imageId,
      command: [target.registration.registrationUrl],
      envs: agentEnvironment(host, own),
      volumes: agentVolumes(socketPathOf(host.docker?.host)),
      ...(config.capabilities === undefined
        ? { privileged: true }
        : { capabilities: { adds: [...config.capabilities] } }),
      labels: [{ label: "meshstack.generation", value: place.generation }],
      mustRun: false,
      restart: "no",
    },
    // Deleted with the host's resource, also when the host's Docker daemon no longer exists.
    { ...opts, deleteBeforeReplace: true, deletedWith: place },
  );
  const daemon = host.docker?.host ?? "the Docker daemon";
  return new RancherHost(
    full,
    {
      server: target.connection,
      environmentId: target.environmentId,
      name: host.name,
      label: { name: HOST_LABEL, value: own },
      agent: agent.id,
      advice: pulumi.interpolate`On ${daemon}, read the agent's logs: docker logs ${agent.name}; docker logs rancher-agent. It must reach ${target.connection.url}`,
      timeoutSeconds: config.timeouts.host,
    },
    { ...parent, dependsOn: [agent, place] },
  );
}

/** The label that identifies a host in its environment. */
const HOST_LABEL = "meshstack.host";

const SOCKET = "/var/run/docker.sock";
/** The folder with an agent's identity. */
const STATE = "/var/lib/rancher";

/** The environment variables of an agent. https://rancher.com/docs/rancher/v1.6/en/hosts/custom/ */
export function agentEnvironment(
  { address, labels = {} }: Pick<RancherHostSettings, "address" | "labels">,
  ownLabel: string,
): string[] {
  const all = { ...labels, [HOST_LABEL]: ownLabel };
  const pairs = Object.entries(all).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return [
    `CATTLE_HOST_LABELS=${pairs.join("&")}`,
    ...(address === undefined ? [] : [`CATTLE_AGENT_IP=${address}`]),
  ];
}

/** Encodes a URL's query value, but keeps characters that are harmless there. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%3A", ":");

/** The host's folders that an agent mounts, as in the command of Rancher's page "Add Host". */
const agentVolumes = (socketPath: string) => [
  { hostPath: socketPath, containerPath: SOCKET },
  { hostPath: STATE, containerPath: STATE },
];

/** The path of the Docker socket on the host, from the daemon's address if possible. */
export const socketPathOf = (host: DockerDaemon["host"]): string =>
  typeof host === "string" && host.startsWith("unix://") ? host.slice("unix://".length) : SOCKET;
