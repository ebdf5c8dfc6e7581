import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApiClient } from "../../lib/clients/kubernetes/apiClient";
import { resolveConnection } from "../../lib/clients/kubernetes/resolveConnection";
import { Checkout, operation, type Result } from "../e2e/checkout";

const STACK = "cluster";

/** A stack that contains only a cluster, in its own checkout. */
export class ClusterStack {
  private constructor(private readonly checkout: Checkout) {}

  static async create(): Promise<ClusterStack> {
    const checkout = new Checkout();
    writeFileSync(
      join(checkout.dir, "stacks", "index.ts"),
      `import { createCluster } from "../components/cluster";
import config from "./cluster.json";

export = { kubeconfigPath: createCluster("cluster", config).kubeconfigPath };
`,
    );
    writeFileSync(join(checkout.dir, "stacks", `Pulumi.${STACK}.yaml`), "config: {}\n");
    const stack = new ClusterStack(checkout);
    await checkout.pulumi("stack", "init", STACK);
    return stack;
  }

  /** Updates the cluster to a configuration. @param fine expected exit codes. Default: 0 */
  up(cluster: object, fine?: number[]): Promise<Result> {
    writeFileSync(join(this.checkout.dir, "stacks", "cluster.json"), JSON.stringify(cluster));
    return this.pulumi("up", fine);
  }

  destroy(): Promise<Result> {
    return this.pulumi("destroy");
  }

  /** A client with the cluster's administrator credentials; the caller closes it. */
  async client(): Promise<ApiClient> {
    const { stdout } = await this.checkout.pulumi("stack", "output", "kubeconfigPath", "-s", STACK);
    const kubeconfig = readFileSync(stdout.trim(), "utf8");
    return new ApiClient(resolveConnection({ kubeconfig }), { backOff: [] });
  }

  /** Deletes the remaining resources and the checkout. */
  remove(): Promise<void> {
    return this.checkout.remove(STACK);
  }

  private pulumi(command: string, fine?: number[]): Promise<Result> {
    return this.checkout.run("runtime/engine/bin/pulumi", operation(command, STACK), fine);
  }
}
