import { chosenOf, runAll, setting, start } from "../runner";
import { embedded } from "./embedded";
import { k3s } from "./k3s";
import { rancher } from "./rancher";

/**
 * `make bench-clusters`: runs all benchmarks of the cluster drivers, or those in the arguments. Requires root and dockerd,
 * which they start.
 */
start("bench", async () => {
  const runs = setting("RUNS", 3);
  await runAll(chosenOf({ embedded, k3s, rancher }), `${runs} runs`, (benchmark) => benchmark(runs));
});
