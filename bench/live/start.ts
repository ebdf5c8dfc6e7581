import { describe, median } from "../measure";
import { applyEnvironment } from "./applyEnvironment";
import type { LiveStack } from "./liveStack";
import { FIRST_PAGE, IMAGES_THERE, timeline, UP_ENDED } from "./timeline";

/**
 * `make up` from nothing but the caches to the page, and `make destroy`. The peer has the cluster and the images already:
 * `kubectl apply` of the same objects on the same node, which is compared with what `make up` does from there on.
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
  const fromImages = (milestone: string) => ups.map((up) => up[milestone]! - up[IMAGES_THERE]!);
  const ratio = (ours: number[], theirs: number[]) =>
    `  ratio: ${median(ours.map((value, i) => value / theirs[i]!)).toFixed(2)}`;
  const pair = (what: string, ours: number[], theirs: number[]) => [
    line(`images on the node to ${what}`, ours),
    line(`kubectl apply of the same objects to ${what}`, theirs),
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
      fromImages(FIRST_PAGE),
      peers.map(({ page }) => page),
    ),
    ...pair(
      "every Deployment available",
      fromImages(UP_ENDED),
      peers.map(({ ready }) => ready),
    ),
  ].join("\n");
}
