import { readdirSync, statfsSync } from "node:fs";
import { release } from "node:os";
import type Docker from "dockerode";
import { addressOf, withEngine } from "../../../framework/dockerEngine";
import { capabilitiesOf, knownCapabilities } from "../../../../../lib/capabilities";
import { read } from "../machine/facts";
import { hasModule, kernelSources } from "./kernel";
import type { Needs } from "./requirements";
import { portHolders } from "./ports";

const MEBIBYTE = 1024 * 1024;

/** What was found of an engine that does not answer. */
export interface Unreachable {
  host: string;
  unreachable: string;
}

/** What was found of a Docker engine and its host, as far as it was asked for and can be told. */
export interface Reached {
  host: string;
  unreachable?: undefined;
  /** It runs on this machine's own kernel, and not on another machine or in a virtual one. */
  local: boolean;
  /** `20.10.24` */
  version: string;
  /** `1.41` */
  apiVersion: string;
  /** What kind of containers it runs: `linux`, `windows`. */
  osType: string;
  /** Who has the ports (`tcp/32000`), where that are others. */
  holders: ReadonlyMap<string, string>;
  /** MiB that the host has. */
  memory: number;
  dataRoot: string;
  /** MiB that are free in the data root; absent where that is not known. */
  disk?: number;
  storageDriver: string;
  cgroup: { driver: string; version: string };
  rootless: boolean;
  /** For each entry of `kernelModules`, whether the kernel has one of them; undefined where that is not known. */
  modules: (boolean | undefined)[];
  /** Capabilities (`CAP_SYS_ADMIN`) that the engine has to give, and those that its kernel knows; absent where not known. */
  capabilities?: { held: ReadonlySet<string>; known: readonly string[] };
  /** Which of the needs' own containers are there. */
  own: readonly string[];
}

export type Facts = Unreachable | Reached;

/** Asks the engine; changes nothing there. */
export async function gatherFacts(needs: Needs): Promise<Facts> {
  const host = addressOf(needs.docker);
  try {
    const facts = await withEngine(needs.docker, (client, { endpoint }) =>
      factsOf(client, needs, endpoint.kind === "unix"),
    );
    return { host, ...facts };
  } catch (error) {
    return { host, unreachable: (error as Error).message };
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

async function factsOf(client: Docker, needs: Needs, bySocket: boolean): Promise<Omit<Reached, "host">> {
  const { ApiVersion, Version } = await client.version();
  const info = (await client.info()) as Info;
  const containers = await client.listContainers({ all: true });
  const running = containers.map(({ Names, Ports }) => ({
    names: Names.map((name) => name.replace(/^\//, "")),
    ports: Ports.flatMap(({ PublicPort, Type }) =>
      PublicPort === undefined ? [] : [{ port: PublicPort, protocol: Type }],
    ),
  }));
  // The socket of a virtual machine (Docker Desktop) is on this machine, and its kernel is not.
  const local = bySocket && info.KernelVersion === release();
  const sources = local ? kernelSources() : {};
  const disk = local ? freeSpace(info.DockerRootDir) : undefined;
  const capabilities = local ? engineCapabilities() : undefined;
  return {
    local,
    version: Version,
    apiVersion: ApiVersion,
    osType: info.OSType,
    holders: portHolders(needs, running, bySocket),
    memory: Math.floor(info.MemTotal / MEBIBYTE),
    dataRoot: info.DockerRootDir,
    ...(disk !== undefined && { disk }),
    storageDriver: info.Driver,
    cgroup: { driver: info.CgroupDriver, version: info.CgroupVersion ?? "1" },
    rootless: (info.SecurityOptions ?? []).some((option) => option.includes("name=rootless")),
    modules: needs.kernelModules.map(({ anyOf }) => {
      const there = anyOf.map((name) => hasModule(name, sources));
      return there.includes(true) ? true : there.includes(undefined) ? undefined : false;
    }),
    ...(capabilities !== undefined && { capabilities }),
    own: needs.containers.filter((name) => running.some(({ names }) => names.includes(name))),
  };
}

/** MiB that are free for root where a folder of this machine is; undefined where it cannot be seen. */
function freeSpace(path: string): number | undefined {
  try {
    const { bfree, bsize } = statfsSync(path);
    return Math.floor((bfree * bsize) / MEBIBYTE);
  } catch {
    return undefined; // a user of the group docker may not look into it
  }
}

/** What this machine's only dockerd may have and give; undefined where there is none that can be seen, or several. */
function engineCapabilities(): Reached["capabilities"] {
  const statuses = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [pid, read(`/proc/${pid}/status`)] as const)
      .filter(([, status]) => /^Name:\tdockerd$/m.test(status)),
  );
  // A process that dockerd is about to start has its name for a moment.
  const engines = [...statuses.values()].filter(
    (status) => !statuses.has(/^PPid:\t(\d+)$/m.exec(status)?.[1] ?? ""),
  );
  const [status] = engines;
  if (status === undefined || engines.length > 1) return undefined;
  return {
    held: capabilitiesOf(status, "CapBnd"),
    known: knownCapabilities(read("/proc/sys/kernel/cap_last_cap")),
  };
}
