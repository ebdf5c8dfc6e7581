import { existsSync, rmSync } from "node:fs";
import { startCluster, type TestCluster } from "../kubernetes/cluster";
import { upstreamOf } from "../rancher/upstream";
import { DockerDaemon } from "./daemon";
import { forward, type Forwarder } from "./forwarder";
import { loadAgent, loadServer } from "./rancherImages";

/**
 * A machine that runs the fakes of Rancher's server and agent as containers: a Docker daemon with their images, and a
 * real API server behind the server's proxy.
 */
export class RancherMachine {
  private constructor(
    readonly daemon: DockerDaemon,
    readonly cluster: TestCluster,
    /** The machine's address for containers. */
    readonly address: string,
    readonly images: { server: string; agent: string },
    private readonly toCluster: Forwarder,
    private readonly hadState: boolean,
  ) {}

  static async start(): Promise<RancherMachine> {
    const hadState = existsSync("/var/lib/rancher");
    const daemon = await DockerDaemon.start();
    const cluster = await startCluster();
    const address = daemon.gateway;
    const toCluster = await forward(address, cluster.port);
    const upstream = {
      ...upstreamOf(cluster),
      server: `https://${address}:${toCluster.port}`,
      serverName: "localhost",
    };
    const agent = await loadAgent(daemon.client);
    const server = await loadServer(daemon.client, { agentImage: agent, upstream });
    return new RancherMachine(daemon, cluster, address, { server, agent }, toCluster, hadState);
  }

  /** The stack file's cluster section, with the server on this port. */
  configuration(port: number) {
    const docker = { host: this.daemon.host };
    return {
      driver: "rancher",
      server: { address: this.address, port, image: this.images.server, docker },
      hosts: [{ name: "host-1", address: this.address, docker }],
      capabilities: ["CHOWN"],
      timeouts: { server: 30, environment: 60, host: 30, kubernetes: 30 },
    };
  }

  async stop(): Promise<void> {
    await this.toCluster.stop();
    await this.cluster.stop();
    await this.daemon.stop();
    if (!this.hadState) rmSync("/var/lib/rancher", { recursive: true, force: true });
  }
}
