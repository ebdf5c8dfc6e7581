import { describePair } from "../measure";
import { type Applied, applyEnvironment } from "./applyEnvironment";
import type { LiveStack } from "./liveStack";
import { type Both, type Round, sides, table } from "./sideBySide";
import { FIRST_PAGE, API_READY, timeline, UP_ENDED } from "./timeline";

/**
 * Measures `make up` with filled caches, and `make destroy`, in turn with and without root. The time of root's `make up` after
 * its API server is ready is compared with `kubectl apply` of the same objects on the same node. Only `make up` includes
 * the import of images.
 */
export async function start(stacks: Both<LiveStack>, { runs }: { runs: number }): Promise<string> {
  // Fills the caches.
  for (const side of sides) {
    await stacks[side].up();
    await stacks[side].destroy();
  }
  const rounds: Both<Round[]> = { withRoot: [], withoutRoot: [] };
  const peers: Applied[] = [];
  for (let i = 0; i < runs; i++) {
    for (const side of sides) {
      const stack = stacks[side];
      const up = timeline(await stack.up());
      if (side === "withRoot") peers.push(await applyEnvironment(stack));
      rounds[side].push({ ...up, "`make destroy`": await stack.destroy() });
    }
  }
  const times = table("seconds from the start of `make up`", rounds);
  return [times, "", ...comparison(rounds.withRoot, peers)].join("\n");
}

/** `make up` and `kubectl apply`, to the first page and to the end. */
function comparison(ups: readonly Round[], peers: readonly Applied[]): string[] {
  const pair = (milestone: string, what: string, peer: (applied: Applied) => number) =>
    describePair(
      {
        what: `API server ready to ${what}, with the import of images`,
        seconds: ups.map((up) => up[milestone]! - up[API_READY]!),
      },
      {
        what: `kubectl apply of the same objects to ${what}, with imported images`,
        seconds: peers.map(peer),
      },
    );
  return [
    "with root, compared with kubectl:",
    pair(FIRST_PAGE, FIRST_PAGE, ({ page }) => page),
    pair(UP_ENDED, "every Deployment available", ({ ready }) => ready),
  ];
}
