import type { Check, Verdict } from "../../../../../lib/checks/check";
import { whereReached } from "../reached";
import type { Facts, Reached } from "./facts";
import type { Requirements } from "./requirements";

/** A check of a daemon that answers. */
export const onDaemon = whereReached<Requirements, Reached>("the Docker daemon does not answer");

/** Storage drivers that copy whole images for each container. */
const COPYING = new Set(["vfs", "devicemapper"]);

/** The checks of the daemon's host: memory, disk, kernel, capabilities. */
export const hostChecks: readonly Check<[requirements: Requirements, facts: Facts]>[] = [
  onDaemon(
    { id: "docker-memory", title: "its host has enough memory", fix: "Use a host with more memory." },
    ({ memory: least }, { memory }) =>
      least === 0
        ? undefined
        : {
            failures:
              memory < least ? [`memory of the Docker host: found ${memory} MiB; expected ${least} MiB`] : [],
            found: [`${memory} MiB; required ${least}`],
          },
  ),
  onDaemon(
    {
      id: "docker-disk",
      title: "its data root has enough free space",
      fix: "Free some space there (docker system df shows what uses it).",
      note: "`docker system prune` removes what is unused.",
    },
    disk,
  ),
  onDaemon(
    {
      id: "docker-storage",
      title: "its storage driver shares image layers between containers",
      fix: "Use overlay2.",
      note: "Other drivers work, but are slower and use much more space.",
    },
    (_, { storageDriver }) => {
      const text = `Docker storage driver: found ${storageDriver}, which copies each image for each container; expected overlay2, which is faster and uses less space`;
      return {
        failures: COPYING.has(storageDriver) ? [{ text, warning: true }] : [],
        found: [storageDriver],
      };
    },
  ),
  onDaemon(
    {
      id: "docker-cgroup",
      title: "it can limit the resources of containers",
      fix: "Give Docker control groups. A rootless daemon requires cgroup v2 with systemd delegation.",
    },
    (_, { cgroup }) => {
      const text = "Docker control groups: found none; expected limits of memory and CPU";
      return {
        failures: cgroup.driver === "none" ? [{ text, warning: true }] : [],
        found: [`${cgroup.driver}, cgroup v${cgroup.version}`],
      };
    },
  ),
  onDaemon(
    {
      id: "kernel",
      title: "its kernel has what containers and the proxies' iptables use",
      fix: "Load the module (`modprobe NAME`, and a line in /etc/modules-load.d), or use a kernel that has it.",
      note: "Modules may be built in, loaded or loadable. Unknown for the kernel of another or a virtual machine.",
    },
    kernel,
  ),
  onDaemon(
    {
      id: "docker-capabilities",
      title: "containers can have the capabilities",
      fix: "Give the Docker daemon the missing capabilities, or use another daemon.",
      note: "If privileged containers are rejected, use a list of capabilities instead.",
    },
    capabilities,
  ),
];

function disk(requirements: Requirements, facts: Reached): Verdict | undefined {
  if (requirements.disk === 0) return undefined;
  if (facts.own.length > 0) return { skipped: "the containers exist already" };
  if (facts.disk === undefined) return { skipped: "unknown: the data root is not on this machine" };
  const text = `disk space in the data root ${facts.dataRoot}: found ${facts.disk} MiB; expected ${requirements.disk} MiB`;
  return {
    failures: facts.disk < requirements.disk ? [text] : [],
    found: [`${facts.disk} MiB in ${facts.dataRoot}; required ${requirements.disk}`],
  };
}

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
