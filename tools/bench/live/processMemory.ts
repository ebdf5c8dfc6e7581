import { existsSync, readFileSync } from "node:fs";
import { fileProblem } from "../../../lib/fileProblem";
import { pidOf } from "../../../test/live/host";
import { processTree } from "../../../test/support/processes";

/** The memory of a process. */
interface Memory {
  /** Proportional set size, in KiB. */
  pss: number;
  /** The part of `pss` that is pages of files, in KiB. */
  file: number;
}

/** A process and its memory. */
export interface ProcessMemory extends Memory {
  /** The command and its arguments. */
  command: string[];
  /** The content of `/proc/PID/mountinfo`. */
  mounts: string;
}

/**
 * Returns the processes of a cluster with a real node, containers included.
 * @throws Error when the cluster does not run, or the memory of a process cannot be read
 */
export function clusterProcesses(dataDirectory: string): ProcessMemory[] {
  const top = pidOf("meshstack-kubernetes", " serve ", dataDirectory);
  return processTree(top).flatMap((pid) => read(pid) ?? []);
}

function read(pid: number): ProcessMemory | undefined {
  const [memory, command, mounts] = [memoryOf(pid), procText(pid, "cmdline"), procText(pid, "mountinfo")];
  if (command === undefined || mounts === undefined || memory === undefined) return undefined;
  return { command: command.split("\0"), mounts, ...memory };
}

/**
 * The memory of a process; undefined when it has ended.
 * @param proc the mount point of the proc file system
 * @throws Error when it cannot be read, such as on a kernel without smaps_rollup
 */
export function memoryOf(pid: number, proc = "/proc"): Memory | undefined {
  const text = procText(pid, "smaps_rollup", proc);
  return text === undefined ? undefined : parseSmapsRollup(text);
}

/** The codes of a process that has ended and whose parent has not read its result. */
const ENDED = ["ESRCH", "EINVAL"];

function procText(pid: number, file: string, proc = "/proc"): string | undefined {
  const path = `${proc}/${pid}/${file}`;
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (ENDED.includes(code) || !existsSync(`${proc}/${pid}`)) return undefined;
    throw new Error(`${path}: found ${fileProblem(error)}; expected a readable file (Linux 5.10 or newer).`, {
      cause: error,
    });
  }
}

/** Parses `/proc/PID/smaps_rollup`; sizes in KiB. @throws Error when a size is missing */
export function parseSmapsRollup(text: string): Memory {
  const size = (name: string) => {
    const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text);
    if (match === null) throw new Error(`smaps_rollup: ${name} is missing; expected Linux 5.10 or newer`);
    return Number(match[1]);
  };
  return { pss: size("Pss"), file: size("Pss_File") };
}
