import { execFileSync } from "node:child_process";
import { cpus, loadavg, release } from "node:os";
import { LiveStack } from "./liveStack";
import { memory } from "./memory";
import { start } from "./start";
import { traffic } from "./traffic";

/**
 * `make bench-live`: every benchmark of the live stack, or those named. `RUNS=n` says how often each is measured
 * (default 3), `DURATION=n` how many seconds of traffic are one measurement (default 15).
 */
const benchmarks = { start, memory, traffic };
type Name = keyof typeof benchmarks;

async function main(chosen: string[]): Promise<void> {
  const unknown = chosen.filter((name) => !(name in benchmarks));
  if (unknown.length > 0)
    throw new Error(`no benchmark ${unknown.join(", ")}; there are: ${Object.keys(benchmarks).join(", ")}`);
  const options = { runs: positive("RUNS", 3), duration: positive("DURATION", 15) };
  requireWrk();
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Linux ${release()}, Node ${process.version}, ` +
      `load ${loadavg()[0]?.toFixed(1)}, ${options.runs} runs; medians (least–most)`,
  );
  const stack = new LiveStack();
  try {
    const names = (chosen.length > 0 ? chosen : Object.keys(benchmarks)) as Name[];
    await Promise.race([interrupted(), all(names, stack, options)]);
  } finally {
    await stack.remove();
  }
}

async function all(names: Name[], stack: LiveStack, options: { runs: number; duration: number }) {
  for (const name of names) console.log(`${name}\n${await benchmarks[name](stack, options)}`);
}

/** Rejects when a person ends the benchmark, so that the stack is taken away all the same. */
function interrupted(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => reject(new Error(`ended by ${signal}`)));
  });
}

function positive(name: string, otherwise: number): number {
  const given = process.env[name];
  const value = given === undefined ? otherwise : Number(given);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${name}: found ${JSON.stringify(given)}: allowed is a whole number from 1`);
  return value;
}

function requireWrk(): void {
  try {
    execFileSync("which", ["wrk"], { stdio: "ignore" });
  } catch {
    throw new Error("wrk, which makes the traffic, is not on PATH: install it (Debian's package is wrk)");
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`bench-live: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
