import { cpus } from "node:os";
import { clusterStart } from "./clusterStart";
import { configMaps } from "./configMaps";
import { environment } from "./environment";
import { injection } from "./injection";
import { startup } from "./startup";

/** `make bench`: runs all benchmarks, or those in the arguments. `RUNS=n` is the number of runs of each (default 5). */
const benchmarks = { clusterStart, configMaps, environment, injection, startup };
type Name = keyof typeof benchmarks;

async function main(chosen: string[]): Promise<void> {
  const unknown = chosen.filter((name) => !(name in benchmarks));
  if (unknown.length > 0)
    throw new Error(`found ${unknown.join(", ")}; expected ${Object.keys(benchmarks).join(", ")}`);
  const runs = Number(process.env.RUNS ?? 5);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${runs} runs; medians (minimum–maximum)`,
  );
  for (const name of (chosen.length > 0 ? chosen : Object.keys(benchmarks)) as Name[]) {
    console.log(`${name}\n${await benchmarks[name](runs)}`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
