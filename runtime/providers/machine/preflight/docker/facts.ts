import { statfsSync } from "node:fs";
import { release } from "node:os";
import type Docker from "dockerode";
import { DaemonUnreachableError } from "../../../../../lib/clients/docker/connectionError";
import { addressOf, withDaemon } from "../../../../../lib/clients/docker/withDaemon";
import { capabilitiesOf, knownCapabilities } from "../../../../../lib/capabilities";
import { listenerOn } from "../../../../../lib/procNet";
import { textOrEmpty } from "../../../../../lib/fileProblem";
import { processIds } from "../../../../../lib/processIdentity";
import type { InputsOf } from "../../../framework/sdk/definition";
import type { dockerPreflight } from "../../sdk/preflight";
import type { Unreachable } from "../preflightType";
import { hasModule, kernelSources } from "./kernel";

const MEBIBYTE = 1024 * 1024;

/** What a Docker daemon and its host must have. */
export type Requirements = InputsOf<typeof dockerPreflight>;

/** Facts of a Docker daemon and its host, as far as they are required and known. */
export type Reached = Awaited<ReturnType<typeof factsOf>> & { host: string; unreachable?: undefined };
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

/** @param bySocket whether the daemon publishes ports on this machine */
async function factsOf(client: Docker, requirements: Requirements, bySocket: boolean) {
  const { ApiVersion, Version } = await client.version();
  const info = (await client.info()) as Info;
  const containers = await client.listContainers({ all: true });
  const running = containers.map(({ Names, Ports }) => ({
    names: Names.map((name) => name.replace(/^\//, "")),
    ports: Ports.map(({ PublicPort, Type }) => `${Type}/${PublicPort}`),
  }));
  // Docker Desktop's socket is on this machine, but its kernel is a virtual machine's.
  const local = bySocket && info.KernelVersion === release();
  const sources = local ? kernelSources() : {};
  return {
    local,
    /** `20.10.24` */
    version: Version,
    /** `1.41` */
    apiVersion: ApiVersion,
    /** The type of its containers: `linux`, `windows`. */
    osType: info.OSType,
    /** Other users of the ports (`tcp/32000`). */
    holders: portHolders(requirements, running, bySocket),
    /** MiB of the host. */
    memory: Math.floor(info.MemTotal / MEBIBYTE),
    dataRoot: info.DockerRootDir,
    /** Free MiB in the data root. */
    disk: local ? freeSpace(info.DockerRootDir) : undefined,
    storageDriver: info.Driver,
    cgroup: { driver: info.CgroupDriver, version: info.CgroupVersion ?? "1" },
    rootless: (info.SecurityOptions ?? []).some((option) => option.includes("name=rootless")),
    /** For each entry of `kernelModules`, whether the kernel has one of them; undefined when unknown. */
    modules: requirements.kernelModules.map(({ anyOf }) => {
      const found = anyOf.map((name) => hasModule(name, sources));
      return found.includes(true) ? true : found.includes(undefined) ? undefined : false;
    }),
    capabilities: local ? daemonCapabilities() : undefined,
    /** Which of the stack's own containers exist. */
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

/**
 * The capabilities (`CAP_SYS_ADMIN`) of this machine's only dockerd, and all that the kernel knows; undefined when no
 * dockerd or several are visible.
 */
function daemonCapabilities() {
  const statuses = new Map(
    processIds()
      .map((pid) => [pid, textOrEmpty(`/proc/${pid}/status`)] as const)
      .filter(([, status]) => /^Name:\tdockerd$/m.test(status)),
  );
  // A child of dockerd has its name until it executes another program.
  const daemons = [...statuses.values()].filter(
    (status) => !statuses.has(Number(/^PPid:\t(\d+)$/m.exec(status)?.[1])),
  );
  const [status] = daemons;
  if (status === undefined || daemons.length > 1) return undefined;
  return {
    held: capabilitiesOf(status, "CapBnd"),
    known: knownCapabilities(textOrEmpty("/proc/sys/kernel/cap_last_cap")),
  };
}

/** `tcp/32000` */
export const portKey = ({ port, protocol }: Pick<Requirements["ports"][number], "port" | "protocol">) =>
  `${protocol}/${port}`;

/** The users of the ports by {@link portKey}, without the stack's own containers. */
function portHolders(
  { ports, containers: own }: Requirements,
  running: readonly { names: string[]; ports: string[] }[],
  local: boolean,
): ReadonlyMap<string, string> {
  const holders = new Map<string, string>();
  for (const wanted of ports) {
    const container = running.find(({ ports: published }) => published.includes(portKey(wanted)));
    if (container !== undefined) {
      if (!container.names.some((name) => own.includes(name)))
        holders.set(portKey(wanted), `the container ${container.names[0]}`);
    } else if (local && wanted.protocol === "tcp") {
      const listener = listenerOn(wanted.port);
      if (listener !== undefined) holders.set(portKey(wanted), listener.text);
    }
  }
  return holders;
}
