import type { Check, Lack, Verdict } from "../check";
import type { Facts, Reached } from "./facts";
import type { Needs } from "./requirements";
import { onEngine, verdict } from "./onEngine";

/** Storage drivers that copy whole images for each container. */
const COPYING = new Set(["vfs", "devicemapper"]);

/** What the engine's host has: memory, disk, kernel, capabilities. */
export const hostChecks: readonly Check<Needs, Facts>[] = [
  onEngine(
    { id: "docker-memory", title: "its host has the memory", remedy: "Use a host with more memory." },
    ({ memory: least }, { memory }) =>
      least === 0
        ? undefined
        : verdict(
            memory < least
              ? { text: `memory: the engine's host has ${memory} MiB, and ${least} MiB are needed` }
              : undefined,
            `${memory} MiB, of which ${least} are needed`,
          ),
  ),
  onEngine(
    {
      id: "docker-disk",
      title: "there is room in its data root",
      remedy:
        "Make room: `docker system df` shows what takes it, `docker system prune` removes what nothing uses.",
    },
    disk,
  ),
  onEngine(
    {
      id: "docker-storage",
      title: "its storage driver shares what images have in common",
      remedy: "Use overlay2; with others everything works, and takes much more room and time.",
    },
    (_, { storageDriver }) =>
      verdict(
        COPYING.has(storageDriver)
          ? {
              text: `Docker's storage driver is ${storageDriver}, which copies each image for each container: it is slow, and takes much room; use overlay2`,
              warning: true,
            }
          : undefined,
        storageDriver,
      ),
  ),
  onEngine(
    {
      id: "docker-cgroup",
      title: "it can limit what containers take",
      remedy: "Give Docker control groups: for a rootless one, cgroup v2 with systemd's delegation.",
    },
    (_, { cgroup }) =>
      verdict(
        cgroup.driver === "none"
          ? {
              text: "Docker has no control groups to limit memory and CPU with; a rootless one needs cgroup v2 and systemd's delegation",
              warning: true,
            }
          : undefined,
        `${cgroup.driver}, cgroup v${cgroup.version}`,
      ),
  ),
  onEngine(
    {
      id: "kernel",
      title: "its kernel has what containers and the proxies' iptables use",
      remedy:
        "Load the module that is named (`modprobe NAME`, and a line in /etc/modules-load.d), or use a kernel that has it. Modules that are built in, loaded, or there to be loaded all count; the kernel of another machine or of a virtual one does not say.",
    },
    kernel,
  ),
  onEngine(
    {
      id: "docker-capabilities",
      title: "containers can have the capabilities",
      remedy:
        "Where privileged containers are refused, use the list of capabilities in their place; or give the engine the capability that is named.",
    },
    capabilities,
  ),
];

function disk(needs: Needs, facts: Reached): Verdict | undefined {
  if (needs.disk === 0) return undefined;
  if (facts.own.length > 0) return { leftOut: "the containers are there already" };
  if (facts.disk === undefined) return { leftOut: "not known: the data root is not on this machine" };
  return facts.disk >= needs.disk
    ? { found: [`${facts.disk} MiB in ${facts.dataRoot}, of which ${needs.disk} are needed`] }
    : {
        lacks: [
          {
            text: `disk space: ${needs.disk} MiB are to be free in the data root ${facts.dataRoot}, and ${facts.disk} MiB are; make room there (docker system df)`,
          },
        ],
      };
}

function kernel({ kernelModules }: Needs, { modules }: Reached): Verdict | undefined {
  if (kernelModules.length === 0) return undefined;
  const lacks = kernelModules.flatMap(({ anyOf, for: purpose }, index): Lack[] =>
    modules[index] === false
      ? [
          {
            text: `the kernel's module ${anyOf.join(" or ")} for ${purpose}: load it (modprobe ${anyOf[0]}), or use a kernel that has it`,
          },
        ]
      : [],
  );
  const unknown = kernelModules.flatMap(({ anyOf }, index) =>
    modules[index] === undefined ? [anyOf[0]] : [],
  );
  return {
    lacks,
    ...(unknown.length > 0 && { leftOut: `not known: whether the kernel has ${unknown.join(", ")}` }),
    found: kernelModules.flatMap(({ anyOf }, index) => (modules[index] ? [anyOf[0]!] : [])),
  };
}

function capabilities(needs: Needs, facts: Reached): Verdict | undefined {
  if (!needs.privileged && needs.capabilities.length === 0) return undefined;
  if (facts.rootless) {
    return {
      lacks: [
        {
          text: "Docker is rootless: its containers have capabilities in a user namespace only, in which nodes may not start; use an engine that runs as root",
          warning: true,
        },
      ],
    };
  }
  const { capabilities: told } = facts;
  if (told === undefined) return { leftOut: "not known: the engine's process cannot be seen" };
  const wanted = needs.privileged ? told.known : needs.capabilities.map((name) => `CAP_${name}`);
  const missing = wanted.filter((name) => !told.held.has(name));
  if (missing.length === 0) return { found: [needs.privileged ? "all" : needs.capabilities.join(", ")] };
  const what = needs.privileged
    ? `privileged containers: this engine has not all capabilities to give (${missing.join(", ")}), so it refuses them; use a list of capabilities in their place`
    : `capabilities: this engine cannot give ${missing.join(", ")}; run Docker with them, or use another engine`;
  return { lacks: [{ text: what }] };
}
