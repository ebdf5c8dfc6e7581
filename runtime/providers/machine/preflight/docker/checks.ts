import type { Check, Verdict } from "../../../../../lib/checks/check";
import { runChecks } from "../../../../../lib/checks/runChecks";
import { addressOf } from "../../../../../lib/clients/docker/withDaemon";
import { isOlder } from "../../../../../lib/isOlder";
import { dockerPreflight as definition } from "../../sdk/preflight";
import { preflightType, whereReached } from "../preflightType";
import { type Facts, gatherFacts, portKey, type Reached, type Requirements } from "./facts";

/** Storage drivers that copy whole images for each container. */
const COPYING = new Set(["vfs", "devicemapper"]);

const reachable: Check<[requirements: Requirements, facts: Facts]> = {
  id: "docker",
  title: "the Docker daemon answers",
  fix: "Start Docker, or name another daemon.",
  note: "The message distinguishes a missing socket, a socket without permission, a refused connection, TLS and ssh.",
  run: (_, facts) =>
    facts.unreachable === undefined
      ? { found: [`Docker ${facts.version} at ${facts.host}`] }
      : { failures: [facts.unreachable] },
};

/** The checks of a daemon that answers, and of its host: ports, memory, disk, kernel, capabilities. */
const daemonChecks: readonly Check<[requirements: Requirements, facts: Reached]>[] = [
  {
    id: "docker-version",
    title: "the Docker daemon is new enough",
    fix: "Update Docker to 20.10 or newer.",
    run: ({ apiVersion: least }, { apiVersion, version }) => ({
      failures: isOlder(apiVersion, least)
        ? [
            {
              text: `Docker API version: found ${apiVersion} (Docker ${version}); expected ${least} or newer`,
              fix: "Update Docker.",
            },
          ]
        : [],
      found: [`API version ${apiVersion}`],
    }),
  },
  {
    id: "docker-linux",
    title: "it runs Linux containers",
    fix: "Switch Docker Desktop to Linux containers, or name another daemon.",
    run: (_, { osType }) => ({
      failures: osType === "linux" ? [] : [`Docker containers: found ${osType}; expected linux`],
    }),
  },
  {
    id: "docker-ports",
    title: "the ports of its host are free",
    fix: "Stop the process or container, or choose another port in the stack file.",
    note: "The message names the process or container that uses the port. On another machine only the ports of containers are visible. Ports of the stack's own containers count as free.",
    run({ ports }, { holders }) {
      if (ports.length === 0) return undefined;
      const failures = ports.flatMap((port) => {
        const holder = holders.get(portKey(port));
        if (holder === undefined) return [];
        return [`port ${port.port} for ${port.for}: found ${holder} using it; expected a free port`];
      });
      return { failures, found: [ports.map(({ port }) => port).join(", ")] };
    },
  },
  {
    id: "docker-memory",
    title: "its host has enough memory",
    fix: "Use a host with more memory.",
    run({ memory: least }, { memory }) {
      if (least === 0) return undefined;
      const text = `memory of the Docker host: found ${memory} MiB; expected ${least} MiB`;
      return { failures: memory < least ? [text] : [], found: [`${memory} MiB; required ${least}`] };
    },
  },
  {
    id: "docker-disk",
    title: "its data root has enough free space",
    fix: "Free some space there (docker system df shows what uses it).",
    note: "`docker system prune` removes what is unused.",
    run({ disk: least }, { disk, dataRoot, own }) {
      if (least === 0) return undefined;
      if (own.length > 0) return { skipped: "the containers exist already" };
      if (disk === undefined) return { skipped: "unknown: the data root is not on this machine" };
      const text = `disk space in the data root ${dataRoot}: found ${disk} MiB; expected ${least} MiB`;
      return {
        failures: disk < least ? [text] : [],
        found: [`${disk} MiB in ${dataRoot}; required ${least}`],
      };
    },
  },
  {
    id: "docker-storage",
    title: "its storage driver shares image layers between containers",
    fix: "Use overlay2.",
    note: "Other drivers work, but are slower and use much more space.",
    run(_, { storageDriver }) {
      const text = `Docker storage driver: found ${storageDriver}, which copies each image for each container; expected overlay2, which is faster and uses less space`;
      return {
        failures: COPYING.has(storageDriver) ? [{ text, warning: true }] : [],
        found: [storageDriver],
      };
    },
  },
  {
    id: "docker-cgroup",
    title: "it can limit the resources of containers",
    fix: "Give Docker control groups. A rootless daemon requires cgroup v2 with systemd delegation.",
    run(_, { cgroup }) {
      const text = "Docker control groups: found none; expected limits of memory and CPU";
      return {
        failures: cgroup.driver === "none" ? [{ text, warning: true }] : [],
        found: [`${cgroup.driver}, cgroup v${cgroup.version}`],
      };
    },
  },
  {
    id: "kernel",
    title: "its kernel has what containers and the proxies' iptables use",
    fix: "Load the module (`modprobe NAME`, and a line in /etc/modules-load.d), or use a kernel that has it.",
    note: "Modules may be built in, loaded or loadable. Unknown for the kernel of another or a virtual machine.",
    run: kernel,
  },
  {
    id: "docker-capabilities",
    title: "containers can have the capabilities",
    fix: "Give the Docker daemon the missing capabilities, or use another daemon.",
    note: "If privileged containers are rejected, use a list of capabilities instead.",
    run: capabilities,
  },
];

function kernel({ kernelModules }: Requirements, { modules }: Reached): Verdict | undefined {
  if (kernelModules.length === 0) return undefined;
  const failures = kernelModules.flatMap(({ anyOf, for: purpose }, index) =>
    modules[index] === false
      ? [
          {
            text: `kernel module ${anyOf.join(" or ")} for ${purpose}: not found`,
            fix: `Load it (modprobe ${anyOf[0]}), or use a kernel that has it.`,
          },
        ]
      : [],
  );
  const unknown = kernelModules.flatMap(({ anyOf }, index) =>
    modules[index] === undefined ? [anyOf[0]] : [],
  );
  return {
    failures,
    ...(unknown.length > 0 && { skipped: `unknown: whether the kernel has ${unknown.join(", ")}` }),
    found: kernelModules.flatMap(({ anyOf }, index) => (modules[index] ? [anyOf[0]!] : [])),
  };
}

function capabilities(requirements: Requirements, facts: Reached): Verdict | undefined {
  if (!requirements.privileged && requirements.capabilities.length === 0) return undefined;
  if (facts.rootless) {
    const text =
      "Docker daemon: found a rootless one, whose containers have capabilities in a user namespace only, so nodes may not start; expected one that runs as root";
    return { failures: [{ text, fix: "Use a daemon that runs as root.", warning: true }] };
  }
  if (facts.capabilities === undefined) return { skipped: "unknown: the daemon's process is not visible" };
  const { known, held } = facts.capabilities;
  const wanted = requirements.privileged ? known : requirements.capabilities.map((name) => `CAP_${name}`);
  const missing = wanted.filter((name) => !held.has(name));
  const failure = requirements.privileged
    ? {
        text: `privileged containers: the daemon is missing ${missing.join(", ")} and rejects them`,
        fix: "Use a list of capabilities instead.",
      }
    : `capabilities: the daemon is missing ${missing.join(", ")}`;
  return {
    failures: missing.length === 0 ? [] : [failure],
    found: [requirements.privileged ? "all" : requirements.capabilities.join(", ")],
  };
}

/** The checks of a Docker daemon and its host. */
export const dockerChecks: readonly Check<[requirements: Requirements, facts: Facts]>[] = [
  reachable,
  ...daemonChecks.map(whereReached("the Docker daemon does not answer")),
];

/** Preflight checks of a Docker daemon and its host. */
export const dockerPreflight = preflightType<typeof definition.inputs>({
  ...definition,
  run: async (given) => runChecks(dockerChecks, [given, await gatherFacts(given)]),
  sentence: (given) =>
    `Preflight checks of the Docker daemon at ${addressOf(given.docker)} for ${given.for} failed; nothing was created`,
  idOf: (given) => `${given.for} on ${addressOf(given.docker)}`,
});
