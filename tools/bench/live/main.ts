import { execFileSync } from "node:child_process";
import { cpus, loadavg, release } from "node:os";
import { LiveStack } from "./liveStack";
import { memory } from "./memory";
import { start } from "./start";
import { traffic } from "./traffic";

/**
 * `make bench-live`: runs all benchmarks of stack live, or those in the arguments. `RUNS=n` is the number of runs of each
 * (default 3), `DURATION=n` the seconds of traffic per measurement (default 15).
 */
const benchmarks = { start, memory, traffic };
type Name = keyof typeof benchmarks;

async function main(chosen: string[]): Promise<void> {
  const unknown = chosen.filter((name) => !(name in benchmarks));
  if (unknown.length > 0)
    throw new Error(`found ${unknown.join(", ")}; expected ${Object.keys(benchmarks).join(", ")}`);
  const options = { runs: positive("RUNS", 3), duration: positive("DURATION", 15) };
  requireWrk();
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Linux ${release()}, Node ${process.version}, ` +
      `load ${loadavg()[0]?.toFixed(1)}, ${options.runs} runs; medians (minimum–maximum)`,
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

/** Rejects on a signal, so that an interrupted benchmark removes the stack. */
function interrupted(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => reject(new Error(`interrupted by ${signal}`)));
  });
}

function positive(name: string, fallback: number): number {
  const given = process.env[name];
  const value = given === undefined ? fallback : Number(given);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${name}: found ${JSON.stringify(given)}; expected a whole number of 1 or more`);
  return value;
}

function requireWrk(): void {
  try {
    execFileSync("which", ["wrk"], { stdio: "ignore" });
  } catch {
    throw new Error("wrk: not found on PATH. Install the Debian package wrk.");
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`bench-live: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
