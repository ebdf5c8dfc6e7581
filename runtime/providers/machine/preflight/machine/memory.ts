import { dirname, join } from "node:path";

/** Reads a file; empty when it is missing. */
type Read = (path: string) => string;

const MEBIBYTE = 1 << 20;
const MOUNT = "/sys/fs/cgroup";

/** The files of a memory cgroup; `reclaimable` is the key in memory.stat of file pages that the kernel frees when memory is short. */
const V1 = {
  folder: join(MOUNT, "memory"),
  limit: "memory.limit_in_bytes",
  usage: "memory.usage_in_bytes",
  reclaimable: "total_inactive_file",
};
const V2: typeof V1 = {
  folder: MOUNT,
  limit: "memory.max",
  usage: "memory.current",
  reclaimable: "inactive_file",
};

/** MiB that a new process can use: of the machine, or what the limits of the cgroups above this process leave. */
export const availableMemory = (read: Read): number =>
  Math.floor(Math.min(ofMachine(read("/proc/meminfo")), ...ofCgroups(read)) / MEBIBYTE);

/** Bytes, from the text of /proc/meminfo (kB there are KiB). */
function ofMachine(meminfo: string): number {
  const kibibytes = /^MemAvailable:\s*(\d+) kB$/m.exec(meminfo)?.[1];
  return Number(kibibytes ?? 0) * 1024;
}

/** Bytes that each limit leaves. A cgroup outside this process's cgroup namespace has no folder here. */
function ofCgroups(read: Read): number[] {
  const all = read("/proc/self/cgroup");
  const [v1, v2] = [/^\d+:(?:\S+,)?memory(?:,\S+)?:(.*)$/m.exec(all)?.[1], /^0::(.*)$/m.exec(all)?.[1]];
  return [
    ...(v1 === undefined ? [] : withParents(v1).flatMap((path) => leftBelow(V1, path, read))),
    ...(v2 === undefined ? [] : withParents(v2).flatMap((path) => leftBelow(V2, path, read))),
  ];
}

const withParents = (path: string): string[] =>
  path === "/" ? [path] : [path, ...withParents(dirname(path))];

function leftBelow({ folder, limit, usage, reclaimable }: typeof V1, path: string, read: Read): number[] {
  const file = (name: string) => read(join(folder, path, name)).trim();
  const most = Number(file(limit) || NaN); // "max" without a limit
  if (Number.isNaN(most)) return [];
  const pages = new RegExp(`^${reclaimable} (\\d+)$`, "m").exec(file("memory.stat"))?.[1] ?? 0;
  return [Math.max(0, most - Number(file(usage)) + Number(pages))];
}
