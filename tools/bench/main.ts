import { cpus, loadavg } from "node:os";
import { clusterStart } from "./clusterStart";
import { configMaps, configMaps1000, configMaps5000 } from "./configMaps";
import { environment } from "./environment";
import { injection } from "./injection";
import { startup } from "./startup";

/**
 * `make bench`: runs all benchmarks, or those in the arguments. `RUNS=n` is the number of runs of each (default 5), except of
 * those with thousands of ConfigMaps, which run once.
 */
const benchmarks = {
  clusterStart,
  configMaps,
  configMaps1000,
  configMaps5000,
  environment,
  injection,
  startup,
};
type Name = keyof typeof benchmarks;

/** The load average of the last minute. */
const load = (): string => loadavg()[0]!.toFixed(1);

async function main(chosen: string[]): Promise<void> {
  const unknown = chosen.filter((name) => !(name in benchmarks));
  if (unknown.length > 0)
    throw new Error(`found ${unknown.join(", ")}; expected ${Object.keys(benchmarks).join(", ")}`);
  const runs = Number(process.env.RUNS ?? 5);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${runs} runs; medians (minimum–maximum)`,
  );
  for (const name of (chosen.length > 0 ? chosen : Object.keys(benchmarks)) as Name[]) {
    const before = load();
    const result = await benchmarks[name](runs);
    console.log(`\n${name} (load ${before} at the start, ${load()} at the end)\n${result}`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
