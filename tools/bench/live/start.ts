import { describe, median } from "../measure";
import { applyEnvironment } from "./applyEnvironment";
import type { LiveStack } from "./liveStack";
import { FIRST_PAGE, API_READY, timeline, UP_ENDED } from "./timeline";

/**
 * `make up` from nothing but the caches to the page, and `make destroy`. The peer has the cluster and the images already:
 * `kubectl apply` of the same objects on the same node, which is compared with what `make up` does once the API server is
 * ready; the import of the images counts with `make up` alone.
 */
export async function start(stack: LiveStack, { runs }: { runs: number }): Promise<string> {
  // Not counted: it fills the caches.
  await stack.up();
  await stack.destroy();

  const ups: Record<string, number>[] = [];
  const peers: { page: number; ready: number }[] = [];
  const destroys: number[] = [];
  for (let i = 0; i < runs; i++) {
    ups.push(timeline(await stack.up()));
    peers.push(await applyEnvironment(stack));
    destroys.push(await stack.destroy());
  }

  const line = (what: string, seconds: number[]) => `  ${describe({ what, seconds })}`;
  const fromReady = (milestone: string) => ups.map((up) => up[milestone]! - up[API_READY]!);
  const ratio = (ours: number[], theirs: number[]) =>
    `  ratio: ${median(ours.map((value, i) => value / theirs[i]!)).toFixed(2)}`;
  const pair = (what: string, ours: number[], theirs: number[]) => [
    line(`API server ready to ${what}, images being imported meanwhile`, ours),
    line(`kubectl apply of the same objects to ${what}, images being there`, theirs),
    ratio(ours, theirs),
  ];
  return [
    "  seconds from make up to …",
    ...Object.keys(ups[0]!).map((milestone) =>
      line(
        milestone,
        ups.map((up) => up[milestone]!),
      ),
    ),
    line("make destroy", destroys),
    ...pair(
      FIRST_PAGE,
      fromReady(FIRST_PAGE),
      peers.map(({ page }) => page),
    ),
    ...pair(
      "every Deployment available",
      fromReady(UP_ENDED),
      peers.map(({ ready }) => ready),
    ),
  ].join("\n");
}
