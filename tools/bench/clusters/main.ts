import { cpus } from "node:os";
import { embedded } from "./embedded";
import { k3s } from "./k3s";
import { rancher } from "./rancher";

/** `make bench-clusters`: benchmarks of the cluster drivers, all or those named; root, and Docker, which they start themselves. */
const benchmarks = { embedded, k3s, rancher };
type Name = keyof typeof benchmarks;

async function main(chosen: string[]): Promise<void> {
  const unknown = chosen.filter((name) => !(name in benchmarks));
  if (unknown.length > 0)
    throw new Error(`no benchmark ${unknown.join(", ")}; there are: ${Object.keys(benchmarks).join(", ")}`);
  const runs = Number(process.env.RUNS ?? 3);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${runs} runs; medians (least–most)`,
  );
  for (const name of (chosen.length > 0 ? chosen : Object.keys(benchmarks)) as Name[])
    console.log(`${name}\n${await benchmarks[name](runs)}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
