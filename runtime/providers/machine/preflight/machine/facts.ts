import { existsSync } from "node:fs";
import { dirname, isAbsolute } from "node:path";
import { textOrEmpty } from "../../../../../lib/fileProblem";
import { parentOf } from "../../../../../lib/processIdentity";
import { freeMiB } from "../../../../../lib/diskFull";
import { listenerOn, type PortHolder } from "../../../../../lib/procNet";
import { capabilitiesOf } from "../../../../../lib/capabilities";
import { onPath } from "../../../../../lib/onPath";
import { missingForUserNamespace } from "../../../../../lib/realNodes";
import { type Marker, readMarker, stackOf } from "../../directoryMarker";
import type { InputsOf } from "../../../framework/sdk/definition";
import type { machinePreflight } from "../../sdk/preflight";
import { availableMemory } from "./memory";

/** What a machine must have. */
export type Requirements = Omit<InputsOf<typeof machinePreflight>, "pidFile">;
/** What was found on a machine, as far as it is required. */
export type Facts = Awaited<ReturnType<typeof gatherFacts>>;

/** Gathers the facts that the requirements need. */
export async function gatherFacts(requirements: Requirements) {
  const found = (names: readonly string[], exists: (name: string) => boolean) =>
    new Set(names.filter(exists));
  const isRoot = process.geteuid?.() === 0;
  const folder = requirements.userNamespaceFor;
  return {
    platform: process.platform,
    /** True if the command runs as root. */
    isRoot,
    /** The missing requirements of a node in a user namespace; empty as root. */
    missingForNamespace:
      isRoot || folder === undefined || process.platform !== "linux"
        ? []
        : await missingForUserNamespace(folder),
    /** The capabilities of this process. */
    capabilities: capabilitiesOf(textOrEmpty("/proc/self/status"), "CapEff"),
    /** Names and paths that exist. */
    files: found(
      requirements.files.map(({ name }) => name),
      (name) => (isAbsolute(name) ? existsSync(name) : onPath(name)),
    ),
    filesystems: found(requirements.filesystems, (name) =>
      isFilesystem(name, textOrEmpty("/proc/filesystems")),
    ),
    namespaces: found(requirements.namespaces, (name) => existsSync(`/proc/self/ns/${name}`)),
    /** MiB. */
    memory: availableMemory(textOrEmpty),
    /** Free MiB by path. */
    disk: new Map(requirements.disk.map(({ path }) => [path, freeSpace(path)])),
    /** The listening process by port; only ports that are taken. */
    listeners: new Map(
      requirements.ports.flatMap(({ port }) => {
        const listener = listenerOn(port);
        return listener === undefined ? [] : [[port, describeHolder(listener)]];
      }),
    ),
  };
}

/** A process by its name, that of an embedded cluster by its stack. */
function describeHolder({ pid, text }: PortHolder): string {
  const marker = pid === undefined ? undefined : clusterOf(pid);
  return marker === undefined
    ? text
    : `stack ${stackOf(marker.urn)} of the checkout ${marker.root} (process ${pid})`;
}

/**
 * Whether another process than this one and its children listens on a port: with real nodes, the child accepts
 * connections. False for a process that the user may not see, which the child in a user namespace can be.
 */
export function isTakenByOther(port: number, pid: number): boolean {
  const holder = listenerOn(port)?.pid;
  return holder !== undefined && holder !== pid && parentOf(holder) !== pid;
}

/** The owner of the cluster whose process this is, or a child of it: with real nodes, the child accepts connections. */
function clusterOf(pid: number): Marker | undefined {
  for (const process of [pid, parentOf(pid)]) {
    const [, command, , config] = textOrEmpty(`/proc/${process}/cmdline`).split("\0");
    const marker = command === "serve" && config !== undefined ? readMarker(dirname(config)) : undefined;
    if (marker !== undefined) return marker;
  }
  return undefined;
}

/** Whether the text of /proc/filesystems contains a type. */
export function isFilesystem(name: string, filesystems: string): boolean {
  return filesystems.split("\n").some((line) => line.split("\t").at(-1) === name);
}

/** Free MiB for this user where a folder is, or will be. */
function freeSpace(path: string): number {
  return existsSync(path) ? freeMiB(path) : freeSpace(dirname(path));
}
