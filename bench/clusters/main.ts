import { cpus } from "node:os";
import { k3s } from "./k3s";

/** Benchmarks of cluster drivers that need a Docker engine, which each starts itself: root; all of them, or those named. */
const benchmarks = { k3s };
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
