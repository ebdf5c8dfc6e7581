import { describe, median } from "../measure";
import { applyEnvironment } from "./applyEnvironment";
import type { LiveStack } from "./liveStack";
import { FIRST_PAGE, API_READY, timeline, UP_ENDED } from "./timeline";

/**
 * Measures `make up` with filled caches, and `make destroy`. The time of `make up` after its API server is ready is compared
 * with `kubectl apply` of the same objects on the same node. Only `make up` includes the import of images.
 */
export async function start(stack: LiveStack, { runs }: { runs: number }): Promise<string> {
  // Fills the caches.
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
    line(`API server ready to ${what}, with the import of images`, ours),
    line(`kubectl apply of the same objects to ${what}, with imported images`, theirs),
    ratio(ours, theirs),
  ];
  return [
    "  seconds from the start of make up to:",
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
