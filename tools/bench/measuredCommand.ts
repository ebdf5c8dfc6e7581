import { spawn } from "node:child_process";
import { readlinkSync } from "node:fs";
import { processTree } from "../../test/support/processes";
import { memoryOf } from "./live/processMemory";

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
 * @throws Error with its output when it ends with another exit code; Error when the memory of a process cannot be read
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
  let unread: unknown;
  const timer = setInterval(() => {
    try {
      peak = Math.max(peak, memoryBelow(child.pid!));
    } catch (error) {
      unread ??= error;
    }
  }, INTERVAL);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => clearInterval(timer));
  if (code === null || !allowedCodes.includes(code))
    throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output.slice(-10_000)}`);
  if (unread !== undefined) throw unread as Error;
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, peakMiB: peak / 1024 };
}

/** The memory of a process and its descendants without a cluster, in KiB. */
function memoryBelow(root: number): number {
  return processTree(root, isCluster).reduce((sum, pid) => sum + (memoryOf(pid)?.pss ?? 0), 0);
}

function isCluster(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`).endsWith("/meshstack-kubernetes");
  } catch {
    return false; // The process has ended.
  }
}
