import type { ClusterStack } from "../../../test/docker/clusterStack";
import { describe, describePair, pairwise, secondsOf } from "../measure";

/** `up` of a cluster from nothing to a ready API, against what it has to do at least, in turn; and `destroy`. */
export async function fromNothing(
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
  const pair = await pairwise(runs, { what: `up of ${what} from nothing`, run }, peer);
  return [describePair(pair), `  ${describe({ what: `destroy of ${what}`, seconds: destroyed })}`].join("\n");
}
