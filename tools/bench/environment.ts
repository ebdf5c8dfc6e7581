import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Checkout } from "../../test/e2e/checkout";
import { clusterOf } from "../../test/e2e/cluster";
import { kubernetesBinary } from "../../test/kubernetes/cluster";
import { describe, describePair, pairwise, timed } from "./measure";

/**
 * Measures stack dev: the first `up`, an unchanged `up` compared with `kubectl diff` of the same objects, and `destroy`.
 */
export async function environment(runs: number): Promise<string> {
  const checkout = new Checkout();
  const options = { cwd: checkout.dir, env: checkout.env };
  const up = () =>
    timed("runtime/engine/bin/pulumi", ["up", "-s", "dev", "--yes", "--skip-preview"], options);
  try {
    await checkout.pulumi("stack", "init", "dev");
    const first = await up();
    const kubeconfig = join((await clusterOf(checkout, "dev")).dataDirectory, "kubeconfig");
    const file = join(checkout.dir, "environment.yaml");
    writeFileSync(file, (await checkout.run("make", ["-s", "render"])).stdout);
    const binary = kubernetesBinary()!;
    await timed(
      binary,
      ["kubectl", "--kubeconfig", kubeconfig, "apply", "--server-side", "--force-conflicts", "-f", file],
      options,
    );
    const pair = await pairwise(
      runs,
      { what: "unchanged up of the environment", run: up },
      {
        what: "kubectl diff of the environment",
        run: () =>
          timed(
            binary,
            ["kubectl", "--kubeconfig", kubeconfig, "diff", "--server-side", "--force-conflicts", "-f", file],
            { ...options, allowedCodes: [0, 1] },
          ),
      },
    );
    const destroy = await timed(
      "runtime/engine/bin/pulumi",
      ["destroy", "-s", "dev", "--yes", "--skip-preview"],
      options,
    );
    return [
      `  ${describe({ what: "first up of the environment, cluster included", seconds: [first] })}`,
      describePair(pair),
      `  ${describe({ what: "destroy of the environment and the cluster", seconds: [destroy] })}`,
    ].join("\n");
  } finally {
    await checkout.remove("dev");
  }
}
