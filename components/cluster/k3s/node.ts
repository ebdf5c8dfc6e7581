import { createHash } from "node:crypto";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { ClusterNode, ContainerGeneration, NodeDrain } from "../../../runtime/providers/machine/sdk";
import type { K3sClusterSettings } from "./config";
import { AGENT_KUBECONFIG, DATA, IDENTITY, KUBELET } from "./commandLine";
import type { K3sDockerResources, K3sSite } from "./site";

/** What all nodes of a cluster share. */
export interface K3sNodeSurroundings {
  site: K3sSite;
  docker: K3sDockerResources;
  kubeconfig: pulumi.Input<string>;
}

export interface K3sNodeArgs {
  /** The name of the Node object, and on the cluster's network. */
  node: string;
  role: "server" | "agent";
  command: string[];
  /** Values by name. */
  env: Record<string, pulumi.Input<string>>;
  /** Contents by path, placed before each start of a new container. */
  files: pulumi.Input<Record<string, string>>;
  /** Ports published on the daemon's host, with the same number except for the API's. */
  ports: docker.types.input.ContainerPort[];
  limits: K3sClusterSettings["serverLimits"];
  /** The node's address on the network. Default: Docker chooses. */
  address: string | undefined;
}

/** A node of a k3s cluster: its volumes, its container, and its Node in the cluster. */
export class K3sNode extends pulumi.ComponentResource {
  readonly container: docker.Container;
  /** Done when the node has joined, and after a replacement is ready again. */
  readonly place: ClusterNode;
  /** The cluster's data, if the node is a server. */
  readonly data: docker.Volume;

  constructor(
    name: string,
    surroundings: K3sNodeSurroundings,
    args: K3sNodeArgs,
    opts: pulumi.ComponentResourceOptions & { dataOf?: docker.Volume },
  ) {
    const { dataOf, dependsOn, ...rest } = opts;
    super("meshstack:cluster:K3sNode", name, {}, rest);
    const { site, kubeconfig } = surroundings;
    const { prefix } = site;
    const { node } = args;
    const volume = (purpose: string) =>
      new docker.Volume(
        `${name}-${purpose}`,
        { name: `${prefix}-${node}-${purpose}`, labels: labels(prefix) },
        // Created after the preflight checks of the daemon.
        { parent: this, dependsOn: surroundings.docker.network },
      );
    this.data = volume("data");
    const volumes: [path: string, volume: docker.Volume][] = [
      [DATA, this.data],
      [KUBELET, volume("kubelet")],
      [IDENTITY, volume("identity")],
    ];
    const { generation } = new ContainerGeneration(
      `${name}-generation`,
      { container: `${prefix}-${node}`, docker: site.docker },
      { parent: this },
    );
    const container = containerArgs(surroundings, args, volumes, generation);
    // The Node object is deleted together with the cluster's data.
    const onCluster = { parent: this, deletedWith: dataOf ?? this.data };
    const drain = new NodeDrain(
      `${name}-drain`,
      { kubeconfig, name: node, cause: digest(container) },
      { ...onCluster, dependsOn },
    );
    this.container = new docker.Container(name, container, {
      parent: this,
      dependsOn: drain,
      // The old container holds the name and the data until it is deleted.
      deleteBeforeReplace: true,
    });
    this.place = new ClusterNode(
      `${name}-place`,
      {
        kubeconfig,
        name: node,
        instance: this.container.id,
        diagnosis: `docker logs ${prefix}-${node}`,
      },
      onCluster,
    );
    this.registerOutputs({});
  }
}

/** The container of a node, as k3s's documentation runs it in Docker (docs.k3s.io, Advanced Options). */
function containerArgs(
  { site: { config, prefix }, docker: { network, image } }: K3sNodeSurroundings,
  { node, role, command, env, files, ports, limits, address }: K3sNodeArgs,
  volumes: [path: string, volume: docker.Volume][],
  generation: pulumi.Output<number>,
): docker.ContainerArgs {
  const { capabilities, securityOptions = [], mounts = [] } = config;
  const kubeconfig = role === "server" ? [] : [`--kubeconfig=${AGENT_KUBECONFIG}`];
  return {
    name: `${prefix}-${node}`,
    hostname: node,
    image: image.imageId,
    command,
    envs: Object.entries(env).map(([key, value]) => pulumi.interpolate`${key}=${value}`),
    labels: [...labels(prefix), { label: "meshstack.generation", value: pulumi.interpolate`${generation}` }],
    networksAdvanced: [
      { name: network.name, aliases: [node], ...(address !== undefined && { ipv4Address: address }) },
    ],
    ports,
    volumes: volumes.map(([containerPath, { name }]) => ({ containerPath, volumeName: name })),
    mounts: mounts.map((mount) => ({ type: "bind", ...mount })),
    tmpfs: { "/run": "", "/var/run": "" },
    uploads: pulumi
      .output(files)
      .apply((contents) =>
        Object.entries(contents).map(([file, content]) => ({ file, content, permissions: "0600" })),
      ),
    privileged: capabilities === undefined,
    ...(capabilities && { capabilities: { adds: capabilities.map((name) => `CAP_${name}`) } }),
    ...(securityOptions.length > 0 && { securityOpts: [...securityOptions] }),
    ...(limits?.cpus !== undefined && { cpus: String(limits.cpus) }),
    ...(limits?.memory !== undefined && { memory: limits.memory }),
    restart: "unless-stopped",
    destroyGraceSeconds: 10,
    healthcheck: {
      tests: [
        ...["CMD", "k3s", "kubectl", ...kubeconfig],
        ...["wait", "--for=condition=Ready", `node/${node}`, "--timeout=5s"],
      ],
      interval: "30s",
      timeout: "10s",
      startPeriod: "1m0s",
      retries: 3,
    },
  };
}

const labels = (prefix: string): docker.types.input.ContainerLabel[] => [
  { label: "meshstack.cluster", value: prefix },
];

/** A hash that changes with any argument of a container. */
const digest = (args: docker.ContainerArgs): pulumi.Output<string> =>
  pulumi.output(args).apply((plain) => createHash("sha256").update(JSON.stringify(plain)).digest("hex"));
