import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Checkout } from "../../test/e2e/checkout";
import { timed } from "../measure";

const STACK = "bench";

/** A stack that is a cluster and nothing else, in a checkout of its own. */
export class ClusterStack {
  private constructor(private readonly checkout: Checkout) {}

  static async create(): Promise<ClusterStack> {
    const checkout = new Checkout();
    writeFileSync(
      join(checkout.dir, "stacks", "index.ts"),
      `import { createCluster } from "../components/cluster";
import * as config from "./cluster.json";

export = { host: createCluster("cluster", { ...config }).nodePortHost };
`,
    );
    writeFileSync(join(checkout.dir, "stacks", `Pulumi.${STACK}.yaml`), "config: {}\n");
    const stack = new ClusterStack(checkout);
    await checkout.pulumi("stack", "init", STACK);
    return stack;
  }

  /** Seconds that an `up` to this configuration takes: until all nodes are ready. */
  up(cluster: object): Promise<number> {
    writeFileSync(join(this.checkout.dir, "stacks", "cluster.json"), JSON.stringify(cluster));
    return this.pulumi("up");
  }

  /** Seconds that taking it away takes. */
  destroy(): Promise<number> {
    return this.pulumi("destroy");
  }

  /** Takes away what is still there, and the checkout. */
  remove(): Promise<void> {
    return this.checkout.remove(STACK);
  }

  private pulumi(command: string): Promise<number> {
    const args = [command, "-s", STACK, "--yes", "--skip-preview", "--non-interactive"];
    return timed("engine/bin/pulumi", args, { cwd: this.checkout.dir, env: this.checkout.env });
  }
}
