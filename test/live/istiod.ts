import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as yaml from "yaml";
import { freePort } from "../kubernetes/cluster";
import { HostProcess } from "./hostProcess";
import { environment, type MeshCluster, NAMESPACE } from "./meshCluster";

/** istiod on this machine, with its own service account: it has the same permissions as its pod. */
export class Istiod {
  private constructor(
    readonly process: HostProcess,
    readonly ports: { http: number; secureXds: number },
    private readonly directory: string,
  ) {}

  /** Starts it with the arguments and the environment of its Deployment, and waits until it is ready. */
  static async start(mesh: MeshCluster, program: string): Promise<Istiod> {
    const directory = mkdtempSync(join(tmpdir(), "meshstack-istiod-"));
    const kubeconfig = join(directory, "kubeconfig");
    writeFileSync(kubeconfig, await kubeconfigOf(mesh), { mode: 0o600 });
    const container = mesh.container("istiod");
    const ports = { http: await freePort(), secureXds: await freePort() };
    const loopback = (port: number) => `127.0.0.1:${port}`;
    const istiod = new Istiod(
      new HostProcess(
        "istiod",
        program,
        [
          ...container.args,
          `--kubeconfig=${kubeconfig}`,
          `--httpAddr=${loopback(ports.http)}`,
          `--secureGRPCAddr=${loopback(ports.secureXds)}`,
          `--grpcAddr=${loopback(await freePort())}`,
          `--httpsAddr=${loopback(await freePort())}`,
          `--monitoringAddr=${loopback(await freePort())}`,
          "--ctrlz_port=0",
        ],
        {
          directory,
          env: environment(container, {
            "metadata.name": "istiod-on-this-machine",
            "metadata.namespace": NAMESPACE,
            "spec.serviceAccountName": "istiod",
          }),
        },
      ),
      ports,
      directory,
    );
    try {
      await istiod.process.until("istiod's readiness", () => istiod.ready());
    } catch (error) {
      await istiod.stop();
      throw error;
    }
    return istiod;
  }

  /** The request of its readiness probe. */
  async ready(): Promise<boolean> {
    return (await fetch(`http://127.0.0.1:${this.ports.http}/ready`)).ok;
  }

  /** Lines of its log about missing permissions and errors. */
  complaints(): string[] {
    const harmless = /is not ready$/;
    return this.process
      .log()
      .split("\n")
      .filter((line) => /forbidden|do not have permission|\t(error|warn)\t|NACK|rejected/i.test(line))
      .filter((line) => !harmless.test(line));
  }

  /** Stops it and deletes its folder. */
  async stop(): Promise<void> {
    await this.process.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

async function kubeconfigOf(mesh: MeshCluster): Promise<string> {
  const kubeconfig = yaml.parse(mesh.cluster.kubeconfig) as { users: { user: object }[] };
  kubeconfig.users[0]!.user = { token: await mesh.token("istiod") };
  return yaml.stringify(kubeconfig);
}
