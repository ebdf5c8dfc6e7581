import { readFileSync } from "node:fs";
import { pidOf } from "../../../test/live/host";
import { processTree } from "../../../test/support/processTree";

/** A process and its memory. */
export interface ProcessMemory {
  pid: number;
  /** The command and its arguments. */
  command: string[];
  /** The content of `/proc/PID/mountinfo`. */
  mounts: string;
  /** Proportional set size, in KiB. */
  pss: number;
  /** The part of `pss` that is pages of files, in KiB. */
  file: number;
}

/**
 * Returns the processes of a cluster with a real node, containers included.
 * @throws Error when the cluster does not run
 */
export function clusterProcesses(dataDirectory: string): ProcessMemory[] {
  const top = pidOf("meshstack-kubernetes", " serve ", dataDirectory);
  return processTree(top).flatMap((pid) => read(pid) ?? []);
}

function read(pid: number): ProcessMemory | undefined {
  try {
    const text = (file: string) => readFileSync(`/proc/${pid}/${file}`, "utf8");
    return {
      pid,
      command: text("cmdline").split("\0"),
      mounts: text("mountinfo"),
      ...parseSmapsRollup(text("smaps_rollup")),
    };
  } catch {
    return undefined; // the process has ended
  }
}

/** Parses `/proc/PID/smaps_rollup`; sizes in KiB. @throws Error when a size is missing */
export function parseSmapsRollup(text: string): { pss: number; file: number } {
  const size = (name: string) => {
    const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text);
    if (match === null) throw new Error(`smaps_rollup: ${name} is missing; expected Linux 5.10 or newer`);
    return Number(match[1]);
  };
  return { pss: size("Pss"), file: size("Pss_File") };
}
