import { readdirSync, readFileSync } from "node:fs";
import { pidOf } from "../../../test/live/host";

/** A process and its memory. */
export interface ProcessMemory {
  pid: number;
  /** The command and its arguments. */
  command: string[];
  /** The content of `/proc/PID/cgroup`. */
  cgroup: string;
  /** Proportional set size, in KiB. */
  pss: number;
  /** The part of `pss` that is pages of files, in KiB. */
  file: number;
}

/**
 * Returns the processes of a cluster with a real node, containers included: the cluster's process and its descendants.
 * Orphans become children of the first process in its PID namespace, so none is missed.
 * @throws Error when the cluster does not run
 */
export function clusterProcesses(dataDirectory: string): ProcessMemory[] {
  const children = new Map<number, number[]>();
  for (const pid of readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    const parent = parentOf(pid);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const withDescendants = (pid: number): number[] => [
    pid,
    ...(children.get(pid) ?? []).flatMap(withDescendants),
  ];
  const top = pidOf("meshstack-kubernetes", " serve ", dataDirectory);
  return withDescendants(top).flatMap((pid) => read(pid) ?? []);
}

/** The parent of a process; undefined if the process has ended. */
function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]);
  } catch {
    return undefined;
  }
}

function read(pid: number): ProcessMemory | undefined {
  try {
    const text = (file: string) => readFileSync(`/proc/${pid}/${file}`, "utf8");
    return {
      pid,
      command: text("cmdline").split("\0"),
      cgroup: text("cgroup"),
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
