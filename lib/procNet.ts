import { readdirSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { textOrEmpty } from "./fileProblem";
import { processIds } from "./processIdentity";

/** The text of Linux' TCP sockets, IPv4 and IPv6 (proc(5)). */
const TABLES = ["/proc/net/tcp", "/proc/net/tcp6"];

/** A socket in the state LISTEN. */
export interface Listener {
  /** The local address as the kernel writes it, in hexadecimal. */
  address: string;
  port: number;
  /** The user whose process created it. */
  uid: number;
  inode: string;
}

/** The listening sockets in the text of `/proc/net/tcp` or `/proc/net/tcp6`. */
export function listenersIn(table: string): Listener[] {
  return table.split("\n").flatMap((line) => {
    const [, local = "", , state, , , , uid, , inode = ""] = line.trim().split(/\s+/);
    const [address = "", port = ""] = local.split(":");
    return state === "0A" ? [{ address, port: parseInt(port, 16), uid: Number(uid), inode }] : [];
  });
}

/** A process that listens on a port, as far as this user may see it. */
export interface PortHolder {
  /** Absent for processes of other users, which only root can find. */
  pid?: number;
  /** In words: `node (process 4711)`, `a process of the user alice`. */
  text: string;
}

/** Finds the process that listens on a TCP port. Undefined when none listens, and where there is no /proc. */
export function listenerOn(port: number): PortHolder | undefined {
  const sockets = listenersOn(port);
  if (sockets.length === 0) return undefined;
  const inodes = new Set(sockets.map(({ inode }) => inode));
  const pid = processIds().find((candidate) => socketsOf(candidate).some((inode) => inodes.has(inode)));
  return pid === undefined ? { text: `a process of the user ${userName(sockets[0]!.uid)}` } : holder(pid);
}

/** The inodes of a process's sockets, as far as this user may see them. */
export const socketsOf = (pid: number): string[] =>
  attempt(() => readdirSync(`/proc/${pid}/fd`), []).flatMap((descriptor) => {
    const target = attempt(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`), "");
    return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
  });

function holder(pid: number): PortHolder {
  const [command = ""] = textOrEmpty(`/proc/${pid}/cmdline`).split("\0");
  const name = textOrEmpty(`/proc/${pid}/comm`).trim();
  // The kernel cuts the name after 15 bytes, and Node.js names its main thread. Some servers write a title instead of the
  // command, such as `nginx: master process`.
  const program = /^[^\s:]+$/.test(command) ? basename(command) : name;
  return { pid, text: `${program} (process ${pid})` };
}

/** The login name of a user of this machine; the id of one without an entry in /etc/passwd. */
function userName(uid: number): string {
  const passwd = textOrEmpty("/etc/passwd");
  return new RegExp(`^([^:]+):[^:]*:${uid}:`, "m").exec(passwd)?.[1] ?? String(uid);
}

const listenersOn = (port: number): Listener[] =>
  TABLES.flatMap((path) => listenersIn(textOrEmpty(path))).filter((listener) => listener.port === port);

/** Processes end while they are read, and others belong to another user. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
