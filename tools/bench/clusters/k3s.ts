import type Dockerode from "dockerode";
import { until } from "../../../lib/until";
import { ClusterStack } from "../../../test/docker/clusterStack";
import { DockerDaemon } from "../../../test/docker/daemon";
import { loadK3s } from "../../../test/docker/k3sImage";
import { freePort } from "../../../test/kubernetes/cluster";
import { describe, median, repeated, secondsOf } from "../measure";
import { fromScratch } from "./fromScratch";

const AGENTS = [1, 3, 10];

/**
 * Measures the k3s driver with the k3s fake: `up` of one server, compared with `docker run` of the same image; the
 * addition of agents; and `destroy`.
 */
export async function k3s(runs: number): Promise<string> {
  const daemon = await DockerDaemon.start();
  try {
    const image = await loadK3s(daemon.client);
    const stack = await ClusterStack.create();
    try {
      return await measure(runs, daemon, image, stack);
    } finally {
      await stack.remove();
    }
  } finally {
    await daemon.stop();
  }
}

async function measure(
  runs: number,
  daemon: DockerDaemon,
  image: string,
  stack: ClusterStack,
): Promise<string> {
  const cluster = {
    ...{ driver: "k3s", image, apiPort: await freePort(), docker: { host: daemon.host } },
    capabilities: ["NET_ADMIN"],
  };
  const pair = await fromScratch(
    runs,
    stack,
    { what: "a cluster of one server", cluster },
    {
      what: "docker run of the same image, until its node is ready",
      run: () => withoutDriver(daemon.client, image),
    },
  );
  const grown: string[] = [];
  for (const agents of AGENTS) {
    const seconds = await repeated(runs, async () => {
      await stack.up(cluster);
      return secondsOf(() => stack.up({ ...cluster, agents }));
    });
    await stack.up(cluster);
    const each = `${(median(seconds) / agents).toFixed(2)} s each`;
    grown.push(`${describe({ what: `up from 0 to ${agents} agents`, seconds })}, ${each}`);
  }
  const same = await repeated(runs, () => secondsOf(() => stack.up(cluster)));
  return [pair, ...grown, describe({ what: "up without changes", seconds: same })].join("\n");
}

/** Starts one server by the Docker API, waits until its node is ready, and returns the seconds. */
async function withoutDriver(client: Dockerode, image: string): Promise<number> {
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
    if (!ready) throw new Error("the node of the container is not ready after 60 s");
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
