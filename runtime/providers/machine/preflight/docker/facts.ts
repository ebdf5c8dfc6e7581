import { readdirSync, statfsSync } from "node:fs";
import { release } from "node:os";
import type Docker from "dockerode";
import { DaemonUnreachableError } from "../../../../../lib/clients/docker/connectionError";
import { addressOf, withDaemon } from "../../../../../lib/clients/docker/withDaemon";
import { capabilitiesOf, knownCapabilities } from "../../../../../lib/capabilities";
import { read } from "../machine/facts";
import type { Unreachable } from "../reached";
import { hasModule, kernelSources } from "./kernel";
import type { Requirements } from "./requirements";
import { portHolders } from "./ports";

const MEBIBYTE = 1024 * 1024;

/** Facts of a Docker daemon and its host, as far as they are required and known. */
export interface Reached {
  host: string;
  unreachable?: undefined;
  /** It runs on this machine's kernel, not on another machine or in a virtual machine. */
  local: boolean;
  /** `20.10.24` */
  version: string;
  /** `1.41` */
  apiVersion: string;
  /** The type of its containers: `linux`, `windows`. */
  osType: string;
  /** Other users of the ports (`tcp/32000`). */
  holders: ReadonlyMap<string, string>;
  /** MiB of the host. */
  memory: number;
  dataRoot: string;
  /** Free MiB in the data root; absent when unknown. */
  disk?: number;
  storageDriver: string;
  cgroup: { driver: string; version: string };
  rootless: boolean;
  /** For each entry of `kernelModules`, whether the kernel has one of them; undefined when unknown. */
  modules: (boolean | undefined)[];
  /** Capabilities (`CAP_SYS_ADMIN`) of the daemon, and all that its kernel knows; absent when unknown. */
  capabilities?: { held: ReadonlySet<string>; known: readonly string[] };
  /** Which of the stack's own containers exist. */
  own: readonly string[];
}

export type Facts = Unreachable | Reached;

/** Queries the daemon; changes nothing. */
export async function gatherFacts(requirements: Requirements): Promise<Facts> {
  const host = addressOf(requirements.docker);
  try {
    const facts = await withDaemon(requirements.docker, (client, { endpoint }) =>
      factsOf(client, requirements, endpoint.kind === "unix"),
    );
    return { host, ...facts };
  } catch (error) {
    const { message } = error as Error;
    return { unreachable: error instanceof DaemonUnreachableError ? error.failure : { text: message } };
  }
}

interface Info {
  MemTotal: number;
  DockerRootDir: string;
  Driver: string;
  CgroupDriver: string;
  CgroupVersion?: string;
  KernelVersion: string;
  OSType: string;
  SecurityOptions?: string[] | null;
}

async function factsOf(
  client: Docker,
  requirements: Requirements,
  bySocket: boolean,
): Promise<Omit<Reached, "host">> {
  const { ApiVersion, Version } = await client.version();
  const info = (await client.info()) as Info;
  const containers = await client.listContainers({ all: true });
  const running = containers.map(({ Names, Ports }) => ({
    names: Names.map((name) => name.replace(/^\//, "")),
    ports: Ports.flatMap(({ PublicPort, Type }) =>
      PublicPort === undefined ? [] : [{ port: PublicPort, protocol: Type }],
    ),
  }));
  // Docker Desktop's socket is on this machine, but its kernel is a virtual machine's.
  const local = bySocket && info.KernelVersion === release();
  const sources = local ? kernelSources() : {};
  const disk = local ? freeSpace(info.DockerRootDir) : undefined;
  const capabilities = local ? daemonCapabilities() : undefined;
  return {
    local,
    version: Version,
    apiVersion: ApiVersion,
    osType: info.OSType,
    holders: portHolders(requirements, running, bySocket),
    memory: Math.floor(info.MemTotal / MEBIBYTE),
    dataRoot: info.DockerRootDir,
    ...(disk !== undefined && { disk }),
    storageDriver: info.Driver,
    cgroup: { driver: info.CgroupDriver, version: info.CgroupVersion ?? "1" },
    rootless: (info.SecurityOptions ?? []).some((option) => option.includes("name=rootless")),
    modules: requirements.kernelModules.map(({ anyOf }) => {
      const found = anyOf.map((name) => hasModule(name, sources));
      return found.includes(true) ? true : found.includes(undefined) ? undefined : false;
    }),
    ...(capabilities !== undefined && { capabilities }),
    own: requirements.containers.filter((name) => running.some(({ names }) => names.includes(name))),
  };
}

/** Free MiB for root in the filesystem of a local folder; undefined when unknown. */
function freeSpace(path: string): number | undefined {
  try {
    const { bfree, bsize } = statfsSync(path);
    return Math.floor((bfree * bsize) / MEBIBYTE);
  } catch {
    return undefined; // users of the group docker may not read it
  }
}

/** The capabilities of this machine's only dockerd; undefined when none or several are visible. */
function daemonCapabilities(): Reached["capabilities"] {
  const statuses = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [pid, read(`/proc/${pid}/status`)] as const)
      .filter(([, status]) => /^Name:\tdockerd$/m.test(status)),
  );
  // A child of dockerd has its name until it executes another program.
  const daemons = [...statuses.values()].filter(
    (status) => !statuses.has(/^PPid:\t(\d+)$/m.exec(status)?.[1] ?? ""),
  );
  const [status] = daemons;
  if (status === undefined || daemons.length > 1) return undefined;
  return {
    held: capabilitiesOf(status, "CapBnd"),
    known: knownCapabilities(read("/proc/sys/kernel/cap_last_cap")),
  };
}
