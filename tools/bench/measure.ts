import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Wall-clock seconds of a few runs of one thing. */
export interface Samples {
  what: string;
  seconds: number[];
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Runs a command to its end and says how long it took. @throws with its output when it ends with another code than allowed */
export async function timed(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; fine?: number[] } = {},
): Promise<number> {
  const start = process.hrtime.bigint();
  try {
    await promisify(execFile)(command, args, { ...options, maxBuffer: 64 << 20 });
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: number; stdout?: string; stderr?: string };
    if (!(options.fine ?? [0]).includes(code ?? -1)) {
      throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${stdout}\n${stderr}`);
    }
  }
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Seconds until what is run has come to its end. */
export async function secondsOf(run: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Measures two things in turn (A B A B …), so that a machine that is slow for a while slows both. */
export async function pairwise(
  runs: number,
  ours: { what: string; run(): Promise<number> },
  peer: { what: string; run(): Promise<number> },
): Promise<[Samples, Samples]> {
  const a: number[] = [];
  const b: number[] = [];
  for (let i = 0; i < runs; i++) {
    a.push(await ours.run());
    b.push(await peer.run());
  }
  return [
    { what: ours.what, seconds: a },
    { what: peer.what, seconds: b },
  ];
}

/** `0.42 s (0.40–0.51)`: the median, the least and the most. */
export function describe({ what, seconds }: Samples): string {
  const text = (value: number) => value.toFixed(2);
  return `${what}: ${text(median(seconds))} s (${text(Math.min(...seconds))}–${text(Math.max(...seconds))})`;
}

/** The two, and the median of the ratios of their pairs. */
export function describePair([ours, peer]: [Samples, Samples]): string {
  const ratios = ours.seconds.map((value, i) => value / peer.seconds[i]!);
  return `  ${describe(ours)}\n  ${describe(peer)}\n  ratio: ${median(ratios).toFixed(2)}`;
}
