import { clusterStart } from "./clusterStart";
import { configMaps, configMaps1000, configMaps5000 } from "./configMaps";
import { environment } from "./environment";
import { injection } from "./injection";
import { chosenOf, runAll, setting, start } from "./runner";
import { startup } from "./startup";

/**
 * `make bench`: runs all benchmarks, or those in the arguments. `RUNS=n` is the number of runs of each (default 5), except of
 * those with thousands of ConfigMaps, which run once.
 */
start("bench", async () => {
  const runs = setting("RUNS", 5);
  const benchmarks = chosenOf({
    clusterStart,
    configMaps,
    configMaps1000,
    configMaps5000,
    environment,
    injection,
    startup,
  });
  await runAll(benchmarks, `${runs} runs`, (benchmark) => benchmark(runs));
});
