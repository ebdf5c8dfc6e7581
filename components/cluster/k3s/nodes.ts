import * as pulumi from "@pulumi/pulumi";
import { addressAt } from "../addresses";
import { type ClusterCredentials, NodesReady, RandomSecret } from "../../../runtime/providers/machine/sdk";
import { authorityFiles } from "./authorityFiles";
import { agentCommand, agentName, API_PORT, secureToken, serverCommand, serverName } from "./commandLine";
import type { K3sClusterSettings } from "./config";
import { K3sNode, type K3sNodeArgs, type K3sNodeSurroundings } from "./node";
import { registryFiles } from "./registryFiles";

/** The number of the first server's and the first agent's address in the subnet. */
const FIRST = { server: 10, agent: 20 };

/** The nodes of a cluster: adds servers and agents one after another. */
export class K3sNodes {
  /** The data of the first server, which is the cluster's. */
  private firstData: K3sNode["data"] | undefined;
  private readonly registries: pulumi.Output<Record<string, string>>;
  private readonly passwords: Record<"server" | "agent", pulumi.Output<string>>;

  constructor(
    private readonly surroundings: K3sNodeSurroundings,
    private readonly credentials: ClusterCredentials,
  ) {
    const { name, config, parent } = surroundings.site;
    this.registries = pulumi.secret(pulumi.output(config.registries ?? {}).apply(registryFiles));
    const password = (role: string) => new RandomSecret(`${name}-${role}-token`, {}, { parent }).value;
    this.passwords = { server: password("server"), agent: password("agent") };
  }

  /** The cluster's data, which exists once servers are added. */
  get data(): K3sNode["data"] {
    return this.firstData!;
  }

  /** Adds the servers. @returns what is done when each is ready */
  addServers(): pulumi.Resource[] {
    const { config, host } = this.surroundings.site;
    const { servers, address: published } = config;
    const authorities = pulumi.secret(this.credentials.files.apply(authorityFiles));
    const ready: pulumi.Resource[] = [];
    for (let i = 0; i < servers; i++) {
      const address = this.addressOf("server", i);
      const server = this.add(
        {
          node: serverName(i),
          role: "server",
          address,
          command: serverCommand(i, config, [host, published], address),
          env: { K3S_TOKEN: this.passwords.server, K3S_AGENT_TOKEN: this.passwords.agent },
          // The other servers get the authorities from the first.
          files:
            i > 0
              ? this.registries
              : pulumi.all([this.registries, authorities]).apply(([one, other]) => ({ ...one, ...other })),
          ports: i > 0 ? [] : publishedPorts(config),
          limits: config.serverLimits,
        },
        [...ready],
      );
      this.firstData ??= server.data;
      // Starts or replaces a server only after the previous one is ready.
      ready.push(this.waitFor(serverName(i), [serverName(i)], [server.container, server.place]));
    }
    return ready;
  }

  /** Adds the agents, which join the servers. @returns what is done when all are ready; empty without agents */
  addAgents(servers: readonly pulumi.Resource[]): pulumi.Resource[] {
    const { config } = this.surroundings.site;
    const names = Array.from({ length: config.agents }, (_, i) => agentName(i));
    if (names.length === 0) return [];
    const token = pulumi
      .all([this.passwords.agent, this.credentials.caCertificate])
      .apply(([password, ca]) => secureToken("node", password, ca));
    const places: pulumi.Resource[] = [];
    for (const [i, node] of names.entries()) {
      const address = this.addressOf("agent", i);
      const agent = this.add(
        {
          node,
          role: "agent",
          address,
          command: agentCommand(i, config, address),
          env: { K3S_TOKEN: token },
          files: this.registries,
          ports: [],
          limits: config.agentLimits,
        },
        // Replaces agents one by one; new ones do not wait for earlier ones to be ready.
        [...servers, ...places.slice(-1)],
      );
      places.push(agent.place);
    }
    return [this.waitFor("agents", names, places)];
  }

  private add(args: K3sNodeArgs, after: pulumi.Resource[]): K3sNode {
    const { site, docker } = this.surroundings;
    return new K3sNode(
      `${site.name}-${args.node}`,
      this.surroundings,
      { ...args, env: { ...site.config.env, ...args.env } },
      {
        parent: site.parent,
        providers: [docker.provider],
        dependsOn: after,
        ...(this.firstData && { dataOf: this.firstData }),
      },
    );
  }

  private waitFor(what: string, names: string[], after: pulumi.Resource[]): NodesReady {
    const { site, kubeconfig } = this.surroundings;
    return new NodesReady(
      `${site.name}-${what}-ready`,
      { kubeconfig, names, diagnosis: `docker logs ${site.prefix}-${names[0]}` },
      { parent: site.parent, dependsOn: after, deletedWith: this.data },
    );
  }

  /** The fixed address of a node; undefined where Docker chooses. @throws when the subnet is too small */
  private addressOf(role: "server" | "agent", index: number): string | undefined {
    const { subnet } = this.surroundings.site.config;
    return subnet === undefined ? undefined : addressAt(subnet, FIRST[role] + index);
  }
}

/** The ports of the first server that the daemon's host publishes: the API's, and the NodePorts. */
function publishedPorts({ address: ip, apiPort, nodePorts }: K3sClusterSettings) {
  return [
    { internal: API_PORT, external: apiPort, ip },
    ...nodePorts.map(({ port }) => ({ internal: port, external: port, ip })),
  ];
}
