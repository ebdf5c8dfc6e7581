import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The durations of several runs, in seconds. */
export interface Samples {
  what: string;
  seconds: number[];
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Returns the user and system time of a command and of the processes that it waits for, in seconds. */
export async function processorSeconds(
  command: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<number> {
  const script = `TIMEFORMAT=$'\\n%U %S'; time "$@" >&2`;
  const { stderr } = await promisify(execFile)("bash", ["-c", script, "bash", ...command], {
    ...options,
    maxBuffer: 64 << 20,
  });
  const [user, system] = stderr.trimEnd().split("\n").at(-1)!.split(" ").map(Number);
  return user! + system!;
}

/** Returns the duration of a call in seconds. */
export async function secondsOf(run: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await run();
  return (performance.now() - begin) / 1000;
}

/** Repeats a measurement. */
export async function repeated(runs: number, measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < runs; i++) values.push(await measure());
  return values;
}

/** What is measured, and how: the result is in seconds. */
interface Subject {
  what: string;
  run(): Promise<number>;
}

/**
 * Alternates two measurements (A B A B …), so that other load on the machine affects both, and describes them.
 */
export async function pairwise(runs: number, ours: Subject, peer: Subject): Promise<string> {
  const [a, b]: [number[], number[]] = [[], []];
  for (let i = 0; i < runs; i++) {
    a.push(await ours.run());
    b.push(await peer.run());
  }
  return describePair({ what: ours.what, seconds: a }, { what: peer.what, seconds: b });
}

/**
 * `42.0 (41.3–47.0)`: the median, the minimum and the maximum; for one value, only it.
 * @param unit follows the median. Default: none.
 */
export function range(values: readonly number[], unit = ""): string {
  const middle = `${digits(median(values))}${unit}`;
  return values.length === 1
    ? middle
    : `${middle} (${digits(Math.min(...values))}–${digits(Math.max(...values))})`;
}

const digits = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

/** The median of the ratios of the values of each run. */
export const ratio = (ours: readonly number[], theirs: readonly number[]): string =>
  median(ours.map((value, i) => value / theirs[i]!)).toFixed(2);

/** A table in Markdown. */
export const markdownTable = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** `WHAT: 0.42 s (0.40–0.51)`. */
export const describe = ({ what, seconds }: Samples): string => `  ${what}: ${range(seconds, " s")}`;

/** Describes both, and the median of the ratios of their pairs. */
export const describePair = (ours: Samples, peer: Samples): string =>
  [describe(ours), describe(peer), `  ratio: ${ratio(ours.seconds, peer.seconds)}`].join("\n");
