import type Dockerode from "dockerode";
import { until } from "../../../lib/until";
import { ClusterStack } from "../../../test/docker/clusterStack";
import { DockerDaemon } from "../../../test/docker/engine";
import { loadK3s } from "../../../test/docker/k3sImage";
import { freePort } from "../../../test/kubernetes/cluster";
import { describe, median, secondsOf } from "../measure";
import { fromNothing } from "./fromNothing";

const AGENTS = [1, 3, 10];

/**
 * k3s's stand-in by the driver: from nothing to a ready API and node, against the same image started by hand; how long it
 * takes to have so many agents more; and taking all of it away.
 */
export async function k3s(runs: number): Promise<string> {
  const engine = await DockerDaemon.start();
  try {
    const image = await loadK3s(engine.client);
    const stack = await ClusterStack.create();
    try {
      return await measure(runs, engine, image, stack);
    } finally {
      await stack.remove();
    }
  } finally {
    await engine.stop();
  }
}

async function measure(
  runs: number,
  engine: DockerDaemon,
  image: string,
  stack: ClusterStack,
): Promise<string> {
  const cluster = {
    ...{ driver: "k3s", image, apiPort: await freePort(), docker: { host: engine.host } },
    capabilities: ["NET_ADMIN"],
  };
  const pair = await fromNothing(
    runs,
    stack,
    { what: "a cluster of one server", cluster },
    {
      what: "docker run of the same image, until its node is ready",
      run: () => byHand(engine.client, image),
    },
  );
  const grown: string[] = [];
  for (const agents of AGENTS) {
    const seconds: number[] = [];
    for (let i = 0; i < runs; i++) {
      await stack.up(cluster);
      seconds.push(await secondsOf(() => stack.up({ ...cluster, agents })));
      await stack.up(cluster);
    }
    const each = `${(median(seconds) / agents).toFixed(2)} s each`;
    grown.push(`  ${describe({ what: `up to ${agents} agents from none`, seconds })}, ${each}`);
  }
  const same: number[] = [];
  for (let i = 0; i < runs; i++) same.push(await secondsOf(() => stack.up(cluster)));
  return [pair, ...grown, `  ${describe({ what: "up without a change", seconds: same })}`].join("\n");
}

/** Seconds that what the driver has to do at least takes. */
async function byHand(client: Dockerode, image: string): Promise<number> {
  const start = process.hrtime.bigint();
  const container = await client.createContainer({
    Image: image,
    Cmd: ["server", "--node-name=server-0"],
    HostConfig: { CapDrop: ["ALL"], Tmpfs: { "/run": "", "/var/run": "" } },
  });
  try {
    await container.start();
    const ready = await until(async () => ((await isReady(container)) ? true : undefined), {
      timeoutMs: 60_000,
    });
    if (!ready) throw new Error("the container that was started by hand has no ready node after 60 s");
    return Number(process.hrtime.bigint() - start) / 1e9;
  } finally {
    await container.remove({ force: true, v: true });
  }
}

async function isReady(container: Dockerode.Container): Promise<boolean> {
  const wait = ["wait", "--for=condition=Ready", "node/server-0", "--timeout=10s"];
  const exec = await container.exec({ Cmd: ["k3s", "kubectl", ...wait], AttachStdout: true });
  const stream = await exec.start({});
  stream.resume();
  await new Promise((end) => stream.on("end", end));
  return (await exec.inspect()).ExitCode === 0;
}
