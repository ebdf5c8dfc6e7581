import { coredns, node, pause } from "../../../runtime/images/descriptions";
import { corednsImage, pauseImage } from "../../../components/cluster";
import { ClusterStack } from "../../../test/docker/clusterStack";
import { secondsToStart } from "../clusterStart";
import { fromScratch } from "./fromScratch";

/** Compares the embedded driver, with simulated and with real nodes, with its binary alone. */
export async function embedded(runs: number): Promise<string> {
  const stack = await ClusterStack.create();
  const peer = {
    what: "the same binary without the driver, until its API is ready",
    run: () => secondsToStart(),
  };
  const images = { [pauseImage]: pause, [corednsImage]: coredns };
  const subjects = [
    { what: "a simulated node", cluster: { driver: "embedded", nodes: "simulated" } },
    {
      what: "a real node",
      cluster: { driver: "embedded", nodes: "real", images, rootFileSystem: node },
    },
  ];
  try {
    const results: string[] = [];
    for (const subject of subjects) results.push(await fromScratch(runs, stack, subject, peer));
    return results.join("\n");
  } finally {
    await stack.remove();
  }
}
