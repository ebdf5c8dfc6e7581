import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The text of Linux' TCP sockets, IPv4 and IPv6 (proc(5)). */
const TABLES = ["/proc/net/tcp", "/proc/net/tcp6"];

/** A socket in the state LISTEN. */
export interface Listener {
  /** The local address as the kernel writes it, in hexadecimal. */
  address: string;
  port: number;
  inode: string;
}

/** The listening sockets in the text of `/proc/net/tcp` or `/proc/net/tcp6`. */
export function listenersIn(table: string): Listener[] {
  return table.split("\n").flatMap((line) => {
    const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
    const [address = "", port = ""] = local.split(":");
    return state === "0A" ? [{ address, port: parseInt(port, 16), inode }] : [];
  });
}

/**
 * The process that listens on a TCP port: `node (process 4711)`, or `a process of another user`, which only root can
 * find. Undefined when none listens, and where there is no /proc.
 */
export function listenerOn(port: number): string | undefined {
  const inodes = inodesOf(port);
  if (inodes.size === 0) return undefined;
  for (const pid of attempt(() => readdirSync("/proc"), []).filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of attempt(() => readdirSync(`/proc/${pid}/fd`), [])) {
      const target = attempt(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`), "");
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode !== undefined && inodes.has(inode)) {
        const name = attempt(() => readFileSync(`/proc/${pid}/comm`, "utf8"), "").trim();
        return `${name} (process ${pid})`;
      }
    }
  }
  return "a process of another user";
}

const inodesOf = (port: number): ReadonlySet<string> =>
  new Set(
    TABLES.flatMap((path) => listenersIn(attempt(() => readFileSync(path, "utf8"), "")))
      .filter((listener) => listener.port === port)
      .map(({ inode }) => inode),
  );

/** Processes end while they are read, and others belong to another user. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
