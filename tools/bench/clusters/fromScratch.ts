import type { ClusterStack } from "../../../test/docker/clusterStack";
import { describe, pairwise, secondsOf } from "../measure";

/** Measures `up` of a cluster from scratch to a ready API, alternating with a peer, and `destroy`. */
export async function fromScratch(
  runs: number,
  stack: ClusterStack,
  { what, cluster }: { what: string; cluster: object },
  peer: { what: string; run(): Promise<number> },
): Promise<string> {
  const destroyed: number[] = [];
  const run = async () => {
    const seconds = await secondsOf(() => stack.up(cluster));
    destroyed.push(await secondsOf(() => stack.destroy()));
    return seconds;
  };
  const pair = await pairwise(runs, { what: `up of ${what} from scratch`, run }, peer);
  return `${pair}\n${describe({ what: `destroy of ${what}`, seconds: destroyed })}`;
}
