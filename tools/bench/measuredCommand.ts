import { spawn } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { parseSmapsRollup } from "./live/processMemory";

/** The cost of a command. */
export interface Measurement {
  seconds: number;
  /** The largest sum of the proportional set sizes (PSS) of the command's processes, in MiB. */
  peakMiB: number;
}

/** The time between two samples of the memory, in milliseconds. */
const INTERVAL = 500;

/**
 * Runs a command and measures its duration and the memory of its processes: program and plugins included, a cluster that it
 * starts excluded.
 * @param options.allowedCodes the exit codes that are not an error. Default: 0.
 * @throws Error with its output when it ends with another exit code
 */
export async function measuredCommand(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; allowedCodes?: readonly number[] } = {},
): Promise<Measurement> {
  const { cwd, env, allowedCodes = [0] } = options;
  const start = process.hrtime.bigint();
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text));
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, memoryOf(child.pid!))), INTERVAL);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => clearInterval(timer));
  if (code === null || !allowedCodes.includes(code))
    throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output.slice(-10_000)}`);
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, peakMiB: peak / 1024 };
}

/** The memory of a process and its descendants, in KiB. */
function memoryOf(root: number): number {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    const parent = Number(/^.*\) \S (\d+)/.exec(textOf(name, "stat"))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const sum = (pid: number): number => {
    const text = textOf(pid, "smaps_rollup");
    const own = text === "" ? 0 : parseSmapsRollup(text).pss;
    const others = (children.get(pid) ?? []).filter((child) => !isCluster(child));
    return others.map(sum).reduce((a, b) => a + b, own);
  };
  return sum(root);
}

/** A file of a process; empty when the process has ended. */
function textOf(pid: number | string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

function isCluster(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`).endsWith("/meshstack-kubernetes");
  } catch {
    return false; // The process has ended.
  }
}
