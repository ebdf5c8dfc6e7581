import { cpus } from "node:os";
import { embedded } from "./embedded";
import { k3s } from "./k3s";
import { rancher } from "./rancher";

/**
 * `make bench-clusters`: runs all benchmarks of the cluster drivers, or those in the arguments. Requires root and dockerd,
 * which they start.
 */
const benchmarks = { embedded, k3s, rancher };
type Name = keyof typeof benchmarks;

async function main(chosen: string[]): Promise<void> {
  const unknown = chosen.filter((name) => !(name in benchmarks));
  if (unknown.length > 0)
    throw new Error(`found ${unknown.join(", ")}; expected ${Object.keys(benchmarks).join(", ")}`);
  const runs = Number(process.env.RUNS ?? 3);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${runs} runs; medians (minimum–maximum)`,
  );
  for (const name of (chosen.length > 0 ? chosen : Object.keys(benchmarks)) as Name[])
    console.log(`${name}\n${await benchmarks[name](runs)}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
