import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Listener, listenersIn } from "../../lib/procNet";

/** The parts of a machine that a cluster could change permanently, for comparison before and after. */
export interface HostState {
  /** Network interfaces, with their addresses. */
  interfaces: string[];
  /** Packet filter rules of both kinds, added chains, and policies other than ACCEPT; without counters. */
  rules: string[];
  mounts: string[];
  /** Named network namespaces. */
  namespaces: string[];
  /** Control groups with the project's name. */
  cgroups: string[];
  sysctls: Record<string, string>;
}

/** The current state of this machine. */
export function hostState(): HostState {
  return {
    interfaces: lines("ip", "-o", "address"),
    rules: ["iptables-save", "ip6tables-save"].flatMap((save) => rulesIn(lines(save))),
    mounts: readFileSync("/proc/self/mountinfo", "utf8")
      .split("\n")
      .map((line) => line.split(" ").slice(2, 6).join(" ")),
    namespaces: lines("ip", "netns", "list"),
    cgroups: cgroupsBelow("/sys/fs/cgroup").filter((path) => path.includes("meshstack")),
    sysctls: Object.fromEntries(
      ["net.ipv4.ip_forward", "net.ipv4.conf.all.route_localnet", "vm.overcommit_memory", "kernel.panic"].map(
        (name) => [name, read(`/proc/sys/${name.replaceAll(".", "/")}`)],
      ),
    ),
  };
}

/** The command lines of processes with an argument in a folder. */
export function processesIn(folder: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => read(`/proc/${pid}/cmdline`).replaceAll("\0", " "))
    .filter((line) => line.includes(`${folder}/`));
}

/**
 * The only process with a matching command line, in any namespace.
 * @throws when there is none or several
 */
export function pidOf(...parts: string[]): number {
  const found = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const line = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
      return parts.every((part) => line.includes(part));
    });
  if (found.length !== 1) throw new Error(`${found.length} processes match ${parts.join(" and ")}`);
  return Number(found[0]);
}

/** Reads /proc of each process; undefined skips one. */
const ofProcesses = <T>(read: (pid: string) => T | undefined): T[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => read(pid) ?? []);

/** The command lines of processes of these users. */
export const processesOf = (isOne: (uid: number) => boolean): string[] =>
  ofProcesses((pid) => {
    const uid = /^Uid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1];
    // A process that has ended has no command line until its parent has waited for it.
    return uid !== undefined && isOne(Number(uid))
      ? read(`/proc/${pid}/cmdline`).replaceAll("\0", " ") || undefined
      : undefined;
  });

/** The listening TCP sockets of these users on this machine. */
export const listenersOf = (isOne: (uid: number) => boolean): Listener[] =>
  listenersSeenBy("self").filter(({ uid }) => isOne(uid));

/** The listening TCP sockets in the network namespace of a process. */
export const listenersSeenBy = (pid: number | "self"): Listener[] =>
  ["tcp", "tcp6"].flatMap((table) => listenersIn(read(`/proc/${pid}/net/${table}`)));

function lines(command: string, ...args: string[]): string[] {
  const text = execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return text.split("\n").filter(Boolean);
}

/** Omits tables whose chains are all in the kernel's initial state: listing their rules creates them. */
function rulesIn(saved: string[]): string[] {
  const tables = saved.join("\n").split(/^(?=\*)/m);
  return tables.flatMap((table) => {
    const kept = table
      .split("\n")
      .filter((line) => !/^(#.*|\*.*|COMMIT|:\S+ ACCEPT .*|)$/.test(line))
      .map((line) => line.replace(/ \[\d+:\d+\]$/, ""));
    return kept.length > 0 ? [table.split("\n")[0]!, ...kept] : [];
  });
}

function cgroupsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [join(folder, name), ...cgroupsBelow(join(folder, name))]);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return ""; // It has ended, or this kernel does not support it.
  }
}
