import * as docker from "@pulumi/docker";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { addressAt, firstServiceAddress } from "../addresses";
import { withSecretKey } from "../config";
import { ClusterCredentials, NodesReady, RandomSecret } from "../../../runtime/providers/machine/sdk";
import type { Cluster } from "../types";
import { authorityFiles, ETCD_AUTHORITIES } from "./authorityFiles";
import { agentCommand, agentName, API_PORT, secureToken, serverCommand, serverName } from "./commandLine";
import { DEFAULT_VERSION, type K3sClusterConfig, publishedHost } from "./config";
import { apiPortOf, K3sNode, type K3sNodeArgs, type K3sNodeSurroundings } from "./nodes";
import { kubeconfigFile } from "../dataDirectory";
import { registryFiles } from "./registryFiles";
import { engineRequirements } from "./preflight";

/** The first addresses of nodes in the network. */
const FIRST = { server: 10, agent: 20 };

/**
 * k3s in containers: a network, and a container with data volumes for each server and agent. The program creates the
 * cluster's authorities and places them before the first start. So the kubeconfig is known here and is never read from
 * a container, which may be on another host.
 */
export class K3sCluster extends pulumi.ComponentResource implements Cluster {
  readonly kubeconfig: pulumi.Output<string>;
  readonly kubeconfigPath: pulumi.Output<string>;
  readonly provider: k8s.Provider;
  readonly nodePortHost: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];
  readonly deletedWith: pulumi.Resource;

  /** @throws when an address range is invalid, or too small for its nodes */
  constructor(name: string, config: K3sClusterConfig, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:cluster:K3s", name, {}, opts);
    const { servers = 1, agents = 0, address = "127.0.0.1" } = config;
    const prefix = config.name ?? `${pulumi.getProject()}-${pulumi.getStack()}`;
    const host = publishedHost(config, urlOf(config));
    const onHost = withSecretKey(config.docker);
    const dockerProvider = new docker.Provider(`${name}-docker`, { ...onHost }, { parent: this });
    const required = engineRequirements(name, prefix, config, onHost, { parent: this });
    const onDocker = { parent: this, provider: dockerProvider, dependsOn: required };

    const credentials = new ClusterCredentials(
      `${name}-credentials`,
      {
        clusterName: prefix,
        server: `https://${host.includes(":") ? `[${host}]` : host}:${config.apiPort ?? API_PORT}`,
        hosts: [host],
        serviceIPs: [firstServiceAddress(config.serviceCIDR ?? "10.43.0.0/16")],
        furtherAuthorities: [...ETCD_AUTHORITIES],
      },
      { parent: this },
    );
    const serverPassword = new RandomSecret(`${name}-server-token`, {}, { parent: this }).value;
    const agentPassword = new RandomSecret(`${name}-agent-token`, {}, { parent: this }).value;
    const { kubeconfig } = credentials;
    const surroundings: K3sNodeSurroundings = {
      config,
      prefix,
      docker: onHost,
      kubeconfig,
      network: new docker.Network(
        `${name}-network`,
        {
          name: prefix,
          labels: [{ label: "meshstack.cluster", value: prefix }],
          ...(config.subnet !== undefined && { ipamConfigs: [{ subnet: config.subnet }] }),
        },
        onDocker,
      ),
      image: new docker.RemoteImage(
        `${name}-image`,
        // Another stack may use the image as well.
        { name: config.image ?? `rancher/k3s:${config.version ?? DEFAULT_VERSION}`, keepLocally: true },
        onDocker,
      ),
    };
    const registries = pulumi.secret(pulumi.output(config.registries ?? {}).apply(registryFiles));
    const authorities = pulumi.secret(credentials.files.apply(authorityFiles));
    const addressOf = (role: "server" | "agent", index: number): string | undefined =>
      config.subnet === undefined ? undefined : addressAt(config.subnet, FIRST[role] + index);
    const node = (
      args: Omit<K3sNodeArgs, "env"> & Pick<Partial<K3sNodeArgs>, "env">,
      after: pulumi.Resource[],
    ) =>
      new K3sNode(
        `${name}-${args.node}`,
        surroundings,
        { ...args, env: { ...config.env, ...args.env } },
        { parent: this, providers: [dockerProvider], dependsOn: after, ...(first && { dataOf: first.data }) },
      );
    const wait = (what: string, names: string[], after: pulumi.Resource[]) =>
      new NodesReady(
        `${name}-${what}-ready`,
        { kubeconfig, names, diagnosis: `docker logs ${prefix}-${names[0]}` },
        { parent: this, dependsOn: after, ...(first && { deletedWith: first.data }) },
      );

    let first: K3sNode | undefined;
    const ready: pulumi.Resource[] = [];
    for (let i = 0; i < servers; i++) {
      const server = node(
        {
          node: serverName(i),
          role: "server",
          address: addressOf("server", i),
          command: serverCommand(i, config, [host, address], addressOf("server", i)),
          env: { K3S_TOKEN: serverPassword, K3S_AGENT_TOKEN: agentPassword },
          // The other servers get the authorities from the first.
          files:
            i > 0
              ? registries
              : pulumi.all([registries, authorities]).apply(([one, other]) => ({ ...one, ...other })),
          ports: i > 0 ? [] : [apiPortOf(config), ...nodePortsOf(config)],
          limits: config.serverLimits,
        },
        [...ready],
      );
      first ??= server;
      // Starts or replaces a server only after the previous one is ready.
      ready.push(wait(serverName(i), [serverName(i)], [server.container, server.place]));
    }
    const token = pulumi
      .all([agentPassword, credentials.caCertificate])
      .apply(([password, ca]) => secureToken("node", password, ca));
    const places: pulumi.Resource[] = [];
    for (let i = 0; i < agents; i++) {
      const agent = node(
        {
          node: agentName(i),
          role: "agent",
          address: addressOf("agent", i),
          command: agentCommand(i, config, addressOf("agent", i)),
          env: { K3S_TOKEN: token },
          files: registries,
          ports: [],
          limits: config.agentLimits,
        },
        // Replaces agents one by one; new ones do not wait for earlier ones to be ready.
        [...ready, ...places.slice(-1)],
      );
      places.push(agent.place);
    }
    const names = Array.from({ length: agents }, (_, i) => agentName(i));
    if (agents > 0) ready.push(wait("agents", names, places));

    this.kubeconfig = pulumi.secret(kubeconfig);
    this.kubeconfigPath = kubeconfigFile(name, this.kubeconfig, config.dataDirectory, {
      parent: this,
      dependsOn: required,
    });
    this.nodePortHost = pulumi.output(host);
    this.ready = ready;
    this.deletedWith = first!.data;
    this.provider = new k8s.Provider(
      `${name}-provider`,
      {
        kubeconfig: this.kubeconfig,
        enableConfigMapMutable: true,
        // The identifier is independent of address and certificate, because another cluster means that all objects are
        // replaced.
        clusterIdentifier: `${name}-${pulumi.getProject()}-${pulumi.getStack()}`,
      },
      { parent: this, dependsOn: ready },
    );
    this.registerOutputs({ kubeconfigPath: this.kubeconfigPath, nodePortHost: this.nodePortHost });
  }
}

/** The Docker daemon's URL; undefined for this machine's own. */
const urlOf = ({ docker: daemon }: K3sClusterConfig): string | undefined => {
  const given = daemon?.host;
  return typeof given === "string" ? given : process.env.DOCKER_HOST || undefined;
};

const nodePortsOf = ({ nodePorts = [], address = "127.0.0.1" }: K3sClusterConfig) =>
  nodePorts.map(({ port }) => ({ internal: port, external: port, ip: address }));
