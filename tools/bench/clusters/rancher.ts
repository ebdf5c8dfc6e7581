import { freePort } from "../../../test/kubernetes/cluster";
import { ClusterStack } from "../../../test/docker/clusterStack";
import { RancherMachine } from "../../../test/docker/rancherMachine";
import { secondsOf } from "../measure";
import { fromScratch } from "./fromScratch";

/**
 * Measures the time of the Rancher driver itself, with fakes of server and agent, whose steps take almost no time. The
 * peer is an unchanged `up` of the same stack.
 */
export async function rancher(runs: number): Promise<string> {
  const machine = await RancherMachine.start();
  const [stack, same] = [await ClusterStack.create(), await ClusterStack.create()];
  const cluster = machine.configuration(await freePort());
  try {
    return await fromScratch(
      runs,
      stack,
      { what: "a server, an environment and a host", cluster },
      {
        what: "the same, unchanged",
        run: async () => {
          await same.up(cluster);
          const seconds = await secondsOf(() => same.up(cluster));
          await same.destroy();
          return seconds;
        },
      },
    );
  } finally {
    await stack.remove();
    await same.remove();
    await machine.stop();
  }
}
