import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textOrEmpty } from "../../lib/fileProblem";
import { processIds } from "../../lib/processIdentity";
import { type Listener, listenersIn } from "../../lib/procNet";
import { commandLineOf } from "../support/processes";

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

/**
 * True for a mount of a unit test, which can run at the same time, such as a small disk. The folders of the tests with
 * clusters start with `meshstack-`.
 */
const isOfOtherTest = (mountPoint: string): boolean =>
  mountPoint.startsWith(join(tmpdir(), "/")) && !mountPoint.startsWith(join(tmpdir(), "meshstack-"));

/** The current state of this machine. */
export function hostState(): HostState {
  return {
    interfaces: lines("ip", "-o", "address"),
    rules: ["iptables-save", "ip6tables-save"].flatMap((save) => rulesIn(lines(save))),
    mounts: readFileSync("/proc/self/mountinfo", "utf8")
      .split("\n")
      .map((line) => line.split(" ").slice(2, 6))
      .filter(([, , mountPoint = ""]) => !isOfOtherTest(mountPoint))
      .map((fields) => fields.join(" ")),
    namespaces: lines("ip", "netns", "list"),
    cgroups: cgroupsBelow("/sys/fs/cgroup").filter((path) => path.includes("meshstack")),
    sysctls: Object.fromEntries(
      ["net.ipv4.ip_forward", "net.ipv4.conf.all.route_localnet", "vm.overcommit_memory", "kernel.panic"].map(
        (name) => [name, textOrEmpty(`/proc/sys/${name.replaceAll(".", "/")}`).trim()],
      ),
    ),
  };
}

/** The command lines of processes with an argument in a folder. */
export function processesIn(folder: string): string[] {
  return processIds()
    .map(commandLineOf)
    .filter((line) => line.includes(`${folder}/`));
}

/**
 * The only process with a matching command line, in any namespace.
 * @throws when there is none or several
 */
export function pidOf(...parts: string[]): number {
  const found = processIds().filter((pid) => parts.every((part) => commandLineOf(pid).includes(part)));
  if (found.length !== 1) throw new Error(`${found.length} processes match ${parts.join(" and ")}`);
  return found[0]!;
}

/** The command lines of processes of these users. */
export const processesOf = (isOne: (uid: number) => boolean): string[] =>
  processIds()
    .filter((pid) => isOne(Number(/^Uid:\s+(\d+)/m.exec(textOrEmpty(`/proc/${pid}/status`))?.[1])))
    .map(commandLineOf)
    // A process that has ended has no command line until its parent has waited for it.
    .filter((line) => line !== "");

/** The listening TCP sockets of these users on this machine. */
export const listenersOf = (isOne: (uid: number) => boolean): Listener[] =>
  listenersSeenBy("self").filter(({ uid }) => isOne(uid));

/** The listening TCP sockets in the network namespace of a process. */
export const listenersSeenBy = (pid: number | "self"): Listener[] =>
  ["tcp", "tcp6"].flatMap((table) => listenersIn(textOrEmpty(`/proc/${pid}/net/${table}`)));

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
