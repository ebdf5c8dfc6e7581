import { accessSync, constants, existsSync, readFileSync, statfsSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { listenerOn } from "../../../../../lib/procNet";
import { capabilitiesOf } from "../../../../../lib/capabilities";
import type { Facts } from "./checks";
import type { Needs } from "./requirements";

const MEBIBYTE = 1024 * 1024;
/** Where root's programs are, which other users' PATH often lacks. */
const SYSTEM_FOLDERS = ["/usr/sbin", "/sbin"];

/** Looks for what is needed. */
export function gatherFacts(needs: Needs): Facts {
  const found = (names: readonly string[], there: (name: string) => boolean) => new Set(names.filter(there));
  return {
    platform: process.platform,
    capabilities: capabilitiesOf(read("/proc/self/status"), "CapEff"),
    files: found(
      needs.files.map(({ name }) => name),
      (name) => (isAbsolute(name) ? existsSync(name) : onPath(name)),
    ),
    filesystems: found(needs.filesystems, (name) => isFilesystem(name, read("/proc/filesystems"))),
    namespaces: found(needs.namespaces, (name) => existsSync(`/proc/self/ns/${name}`)),
    memory: availableMemory(read("/proc/meminfo")),
    disk: new Map(needs.disk.map(({ path }) => [path, freeSpace(path)])),
    listeners: new Map(
      needs.ports.flatMap(({ port }) => {
        const listener = listenerOn(port);
        return listener === undefined ? [] : [[port, listener]];
      }),
    ),
  };
}

/** Whether the text of /proc/filesystems has a type. */
export function isFilesystem(name: string, filesystems: string): boolean {
  return filesystems.split("\n").some((line) => line.split("\t").at(-1) === name);
}

/** MiB, from the text of /proc/meminfo (kB there are KiB). */
export function availableMemory(meminfo: string): number {
  const kibibytes = /^MemAvailable:\s*(\d+) kB$/m.exec(meminfo)?.[1];
  return Math.floor(Number(kibibytes ?? 0) / 1024);
}

/** MiB for this user where a folder is, or would be. */
function freeSpace(path: string): number {
  if (!existsSync(path)) return freeSpace(dirname(path));
  const { bavail, bsize } = statfsSync(path);
  return Math.floor((bavail * bsize) / MEBIBYTE);
}

function onPath(name: string): boolean {
  const folders = [...(process.env.PATH ?? "").split(delimiter).filter(isAbsolute), ...SYSTEM_FOLDERS];
  return folders.some((folder) => isExecutable(join(folder, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The text of a file that the kernel shows; none where it has gone, or this is no Linux. */
export function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
