import { startCluster } from "../../test/kubernetes/cluster";
import { describe, repeated } from "./measure";

/** Measures the start of an embedded cluster until its API server is ready. */
export async function clusterStart(runs: number): Promise<string> {
  const seconds = await repeated(runs, () => secondsToStart({ nodes: 0 }));
  return describe({ what: "start of an embedded cluster until its API is ready", seconds });
}

/** Starts and stops an embedded cluster. @returns the seconds until its API server is ready */
export async function secondsToStart(options?: Parameters<typeof startCluster>[0]): Promise<number> {
  const begin = performance.now();
  const cluster = await startCluster(options);
  const seconds = (performance.now() - begin) / 1000;
  await cluster.stop();
  return seconds;
}
