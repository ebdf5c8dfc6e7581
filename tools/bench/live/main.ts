import { cpus, loadavg, release } from "node:os";
import { onPath } from "../../../lib/onPath";
import { LiveStack } from "./liveStack";
import { memory } from "./memory";
import type { Both } from "./sideBySide";
import { start } from "./start";
import { traffic } from "./traffic";

/**
 * `make bench-live`: runs all benchmarks of stack live, or those in the arguments, in turn as root and as a user without
 * rights. `RUNS=n` is the number of rounds of each (default 3), `DURATION=n` the seconds of traffic per measurement
 * (default 10).
 */
const benchmarks = { start, memory, traffic };
type Name = keyof typeof benchmarks;

async function main(chosen: string[]): Promise<void> {
  const unknown = chosen.filter((name) => !(name in benchmarks));
  if (unknown.length > 0)
    throw new Error(`found ${unknown.join(", ")}; expected ${Object.keys(benchmarks).join(", ")}`);
  const options = { runs: positive("RUNS", 3), duration: positive("DURATION", 10) };
  requirePrograms();
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Linux ${release()}, Node ${process.version}, ` +
      `${options.runs} rounds, ${options.duration} s of traffic; medians (minimum–maximum)`,
  );
  const names = (chosen.length > 0 ? chosen : Object.keys(benchmarks)) as Name[];
  const withoutRoot = await LiveStack.withoutRoot();
  const withRoot = LiveStack.withRoot();
  try {
    await Promise.race([interrupted(), all(names, { withRoot, withoutRoot }, options)]);
  } finally {
    await withRoot.remove().finally(() => withoutRoot.remove());
  }
}

async function all(names: Name[], stacks: Both<LiveStack>, options: { runs: number; duration: number }) {
  for (const name of names) {
    const before = loadavg()[0]?.toFixed(1);
    const result = await benchmarks[name](stacks, options);
    console.log(`\n${name} (load ${before} before)\n\n${result}`);
  }
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

function requirePrograms(): void {
  if (process.getuid?.() !== 0)
    throw new Error(
      "found a user other than root; expected root, which creates the user of the other stack.",
    );
  for (const [program, name] of Object.entries({ wrk: "wrk", newuidmap: "uidmap", useradd: "passwd" }))
    if (!onPath(program))
      throw new Error(`${program}: not found on PATH. Install the Debian package ${name}.`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`bench-live: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
