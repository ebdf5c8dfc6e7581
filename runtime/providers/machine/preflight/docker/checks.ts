import type { Check } from "../../../../../lib/checks/check";
import { isOlder } from "../../../../../lib/isOlder";
import type { Facts } from "./facts";
import { hostChecks, onDaemon } from "./hostChecks";
import { portKey } from "./ports";
import type { Requirements } from "./requirements";

/** A check of a Docker daemon. */
type DockerCheck = Check<[requirements: Requirements, facts: Facts]>;

/** The sentence before the failures of a Docker daemon. */
export const dockerSentence = (requirements: Pick<Requirements, "for">, host: string): string =>
  `Preflight checks of the Docker daemon at ${host} for ${requirements.for} failed; nothing was created`;

const reachable: DockerCheck = {
  id: "docker",
  title: "the Docker daemon answers",
  fix: "Start Docker, or name another daemon.",
  note: "The message distinguishes a missing socket, a socket without permission, a refused connection, TLS and ssh.",
  run: (_, facts) =>
    facts.unreachable === undefined
      ? { found: [`Docker ${facts.version} at ${facts.host}`] }
      : { failures: [facts.unreachable] },
};

const apiVersion = onDaemon(
  {
    id: "docker-version",
    title: "the Docker daemon is new enough",
    fix: "Update Docker to 20.10 or newer.",
  },
  ({ apiVersion: least }, facts) => ({
    failures: isOlder(facts.apiVersion, least)
      ? [
          {
            text: `Docker API version: found ${facts.apiVersion} (Docker ${facts.version}); expected ${least} or newer`,
            fix: "Update Docker.",
          },
        ]
      : [],
    found: [`API version ${facts.apiVersion}`],
  }),
);

const linuxContainers = onDaemon(
  {
    id: "docker-linux",
    title: "it runs Linux containers",
    fix: "Switch Docker Desktop to Linux containers, or name another daemon.",
  },
  (_, { osType }) => ({
    failures: osType === "linux" ? [] : [`Docker containers: found ${osType}; expected linux`],
  }),
);

const ports = onDaemon(
  {
    id: "docker-ports",
    title: "the ports of its host are free",
    fix: "Stop the process or container, or choose another port in the stack file.",
    note: "The message names the process or container that uses the port. On another machine only the ports of containers are visible. Ports of the stack's own containers count as free.",
  },
  (requirements, facts) => {
    if (requirements.ports.length === 0) return undefined;
    const failures = requirements.ports.flatMap((port) => {
      const holder = facts.holders.get(portKey(port));
      if (holder === undefined) return [];
      return [`port ${port.port} for ${port.for}: found ${holder} using it; expected a free port`];
    });
    return { failures, found: [requirements.ports.map(({ port }) => port).join(", ")] };
  },
);

/** The checks of a Docker daemon and its host. */
export const dockerChecks: readonly DockerCheck[] = [
  reachable,
  apiVersion,
  linuxContainers,
  ports,
  ...hostChecks,
];
