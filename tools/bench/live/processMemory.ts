import { readdirSync, readFileSync } from "node:fs";
import { pidOf } from "../../../test/live/host";

/** A process and the memory that it holds. */
export interface ProcessMemory {
  pid: number;
  /** The command line, its parts apart. */
  command: string[];
  /** The control groups that it is in, as /proc has them. */
  cgroup: string;
  /** Its part of the pages that it has mapped, in KiB. */
  pss: number;
  /** What of that is pages of files. */
  file: number;
}

/**
 * The processes of a cluster with a real node, containers included: the one that has made it and all that come from it,
 * since what loses its parent in there becomes a child of its first process.
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

/** The process's parent; undefined where the process has ended. */
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
    return undefined; // it has ended
  }
}

/** The sizes of `/proc/PID/smaps_rollup`, in KiB. @throws Error when a size is missing */
export function parseSmapsRollup(text: string): { pss: number; file: number } {
  const size = (name: string) => {
    const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text);
    if (match === null) throw new Error(`smaps_rollup has no ${name}; it is there from Linux 5.10 on`);
    return Number(match[1]);
  };
  return { pss: size("Pss"), file: size("Pss_File") };
}
