import type { Check, Lack } from "../check";
import { compareVersions } from "../version";
import type { Facts } from "./facts";
import { hostChecks } from "./hostChecks";
import type { Needs } from "./requirements";
import { onEngine, verdict } from "./onEngine";
import { portKey } from "./ports";

/** A check of a Docker engine. */
export type EngineCheck = Check<Needs, Facts>;

/** The sentence in front of what a Docker engine lacks. */
export const engineSentence = (needs: Pick<Needs, "for">, host: string): string =>
  `the Docker engine at ${host} lacks what ${needs.for} needs; nothing was made`;

const reachable: EngineCheck = {
  id: "docker",
  title: "the Docker engine answers",
  remedy:
    "Start Docker, or name another engine. A socket that is not there, one that this user may not use, a refused connection, TLS, and ssh are each said apart.",
  judge: (_, facts) =>
    facts.unreachable === undefined
      ? { found: [`Docker ${facts.version} at ${facts.host}`] }
      : { lacks: [{ text: facts.unreachable }] },
};

const apiVersion = onEngine(
  {
    id: "docker-version",
    title: "the Docker engine is new enough",
    remedy: "Update Docker to 20.10 or newer.",
  },
  ({ apiVersion: least }, facts) =>
    verdict(
      compareVersions(facts.apiVersion, least) < 0
        ? {
            text: `Docker: version ${facts.version} has the API version ${facts.apiVersion}, and ${least} is the least; update it`,
          }
        : undefined,
      `API version ${facts.apiVersion}`,
    ),
);

const linuxContainers = onEngine(
  {
    id: "docker-linux",
    title: "it runs Linux containers",
    remedy: "Switch Docker Desktop to Linux containers, or name an engine on Linux.",
  },
  (_, { osType }) =>
    verdict(
      osType === "linux"
        ? undefined
        : {
            text: `Linux containers: this engine runs ${osType} containers; switch it to Linux containers, or name another engine`,
          },
    ),
);

const ports = onEngine(
  {
    id: "docker-ports",
    title: "the ports of its host are free",
    remedy:
      "End what has the port, or choose another one in the stack file. On another machine only the ports of containers can be seen. What the stack's own containers have is free.",
  },
  (needs, facts) => {
    if (needs.ports.length === 0) return undefined;
    const lacks = needs.ports.flatMap((port): Lack[] => {
      const holder = facts.holders.get(portKey(port));
      if (holder === undefined) return [];
      return [
        { text: `the port ${port.port} for ${port.for}: ${holder} has it; end that, or choose another port` },
      ];
    });
    return { lacks, found: [needs.ports.map(({ port }) => port).join(", ")] };
  },
);

/** What is looked at of a Docker engine. */
export const engineChecks: readonly EngineCheck[] = [
  reachable,
  apiVersion,
  linuxContainers,
  ports,
  ...hostChecks,
];
