import { cpus, loadavg, release, type } from "node:os";

/** Runs a command that measures, and prints its error. */
export function start(command: string, main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    console.error(`${command}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
}

/** A number in the environment. @throws Error when it is not a whole number of 1 or more */
export function setting(name: string, fallback: number): number {
  const given = process.env[name];
  const value = given === undefined ? fallback : Number(given);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${name}: found ${JSON.stringify(given)}; expected a whole number of 1 or more`);
  return value;
}

/** The entries of a table that the command's arguments name; all without arguments. @throws Error for an unknown name */
export function chosenOf<T>(table: Readonly<Record<string, T>>): [name: string, T][] {
  const chosen = process.argv.slice(2);
  const unknown = chosen.filter((name) => !(name in table));
  if (unknown.length > 0)
    throw new Error(`found ${unknown.join(", ")}; expected ${Object.keys(table).join(", ")}`);
  return Object.entries(table).filter(([name]) => chosen.length === 0 || chosen.includes(name));
}

/**
 * Runs benchmarks one after another, and prints the machine and the result of each.
 * @param settings how they run, such as `3 runs`
 */
export async function runAll<T>(
  benchmarks: readonly [name: string, T][],
  settings: string,
  run: (benchmark: T) => Promise<string>,
): Promise<void> {
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, ${type()} ${release()}, Node ${process.version}, ${settings}; medians (minimum–maximum)`,
  );
  for (const [name, benchmark] of benchmarks) {
    const before = load();
    const result = await run(benchmark);
    console.log(`\n${name} (load ${before} at the start, ${load()} at the end)\n\n${result}`);
  }
}

/** The load average of the last minute. */
const load = (): string => loadavg()[0]!.toFixed(1);
