import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { pidOf } from "../../test/live/host";

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
 * The processes of a cluster with a real node: those of its PID namespace, containers included, and the one outside
 * that has made it.
 * @throws Error when the cluster does not run
 */
export function clusterProcesses(dataDirectory: string): ProcessMemory[] {
  const outside = pidOf("meshstack-kubernetes", " serve ", dataDirectory);
  const namespace = pidNamespace(pidOf("meshstack-kubernetes", " kube-apiserver ", dataDirectory));
  const inside = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pidNamespace(pid) === namespace);
  return [outside, ...inside].flatMap((pid) => read(pid) ?? []);
}

/** The namespace's name; undefined where the process is gone, or has ended and nobody has waited for it. */
function pidNamespace(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
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
