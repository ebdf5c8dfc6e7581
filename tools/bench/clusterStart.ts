import { startCluster } from "../../test/kubernetes/cluster";
import { describe } from "./measure";

/** Measures the start of an embedded cluster until its API server is ready. */
export async function clusterStart(runs: number): Promise<string> {
  const seconds: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = process.hrtime.bigint();
    const cluster = await startCluster({ nodes: 0 });
    seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
    await cluster.stop();
  }
  return `  ${describe({ what: "start of an embedded cluster until its API is ready", seconds })}`;
}
