import { coredns, node, pause } from "../../../runtime/images/descriptions";
import { corednsImage, pauseImage } from "../../../components/cluster";
import { ClusterStack } from "../../../test/docker/clusterStack";
import { startCluster } from "../../../test/kubernetes/cluster";
import { secondsOf } from "../measure";
import { fromScratch } from "./fromScratch";

/** Compares the embedded driver, with simulated and with real nodes, with its binary alone. */
export async function embedded(runs: number): Promise<string> {
  const stack = await ClusterStack.create();
  const peer = {
    what: "the same binary without the driver, until its API is ready",
    run: async () => {
      const started: { stop(): Promise<unknown> }[] = [];
      const seconds = await secondsOf(async () => started.push(await startCluster()));
      await started[0]!.stop();
      return seconds;
    },
  };
  const images = { [pauseImage]: pause, [corednsImage]: coredns };
  try {
    return [
      await fromScratch(
        runs,
        stack,
        { what: "a simulated node", cluster: { driver: "embedded", nodes: "simulated" } },
        peer,
      ),
      await fromScratch(
        runs,
        stack,
        {
          what: "a real node",
          cluster: { driver: "embedded", nodes: "real", images, rootFileSystem: node },
        },
        peer,
      ),
    ].join("\n");
  } finally {
    await stack.remove();
  }
}
