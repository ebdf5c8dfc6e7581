import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Checkout } from "../../test/e2e/checkout";
import { clusterOf } from "../../test/e2e/cluster";
import { kubernetesBinary } from "../../test/kubernetes/cluster";
import { compare, type Contender } from "./comparison";
import { EMBEDDED, lifeOf, officialEngines } from "./engines";
import { type Measurement, measuredCommand } from "./measuredCommand";

/**
 * Compares the engines on stack dev, whose `up` starts a cluster and whose `destroy` stops it. Measures `make up` too, which
 * runs the embedded engine through `tools/pulumi`, and `kubectl diff` of the same objects.
 */
export async function environment(runs: number): Promise<string> {
  const checkout = new Checkout();
  const place = { cwd: checkout.dir, env: checkout.env };
  try {
    await checkout.pulumi("stack", "init", "dev");
    const ours = lifeOf(EMBEDDED, "dev", place);
    const { destroy, ...others } = ours.commands;
    const lives: Contender[] = [
      {
        ...ours,
        commands: {
          ...others,
          "unchanged `make up`": () =>
            measuredCommand("make", ["-s", "up"], { ...place, env: { ...place.env, ENGINE: "embedded" } }),
          "`kubectl diff`": () => kubectlDiff(checkout),
          destroy: destroy!,
        },
      },
    ];
    for (const engine of await officialEngines()) lives.push(lifeOf(engine, "dev", place));
    return `stack dev\n\n${await compare(runs, lives)}`;
  } finally {
    await checkout.remove("dev");
  }
}

/** Measures `kubectl diff` of the environment, after kubectl has applied it. */
async function kubectlDiff(checkout: Checkout): Promise<Measurement> {
  const kubeconfig = join((await clusterOf(checkout, "dev")).dataDirectory, "kubeconfig");
  const file = join(checkout.dir, "environment.yaml");
  writeFileSync(file, (await checkout.run("make", ["-s", "render"])).stdout);
  const run = (command: string) =>
    measuredCommand(
      kubernetesBinary()!,
      ["kubectl", "--kubeconfig", kubeconfig, command, "--server-side", "--force-conflicts", "-f", file],
      { cwd: checkout.dir, env: checkout.env, allowedCodes: command === "diff" ? [0, 1] : [0] },
    );
  await run("apply");
  return run("diff");
}
