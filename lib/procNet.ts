import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const LISTEN_STATE = "0A";

/** The socket inodes that listen on a TCP port, from the text of `/proc/net/tcp` or `/proc/net/tcp6` (proc(5)). */
export function listeningInodes(table: string, port: number): string[] {
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, local, , state]) =>
        state === LISTEN_STATE && local !== undefined && parseInt(local.split(":")[1] ?? "", 16) === port,
    )
    .map((fields) => fields[9])
    .filter((inode): inode is string => inode !== undefined);
}

/**
 * Who listens on a TCP port, `node (process 4711)`, as far as /proc tells: not on macOS, and not of other users'
 * processes unless we are root. Undefined when it does not tell.
 */
export function listenerOn(port: number): string | undefined {
  const inodes = new Set(
    ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((path) => listeningInodes(tryRead(path), port)),
  );
  if (inodes.size === 0) return undefined;
  for (const pid of list("/proc").filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of list(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${descriptor}`))?.[1];
      if (inode !== undefined && inodes.has(inode)) {
        return `${tryRead(`/proc/${pid}/comm`).trim()} (process ${pid})`;
      }
    }
  }
  return undefined;
}

function tryRead(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // not Linux, or the process has ended
  }
}
function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return []; // another user's process, or it has ended
  }
}
function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
