import type { Check, Verdict } from "../prerequisites/check";
import { compareVersions } from "../prerequisites/version";
import type { Facts } from "./facts";
import type { Needs } from "./needs";
import { unreachableText } from "./unreachable";

type EngineCheck = Check<Needs, Facts>;

/** The sentence in front of what a Docker engine lacks. */
export const engineSentence = (needs: Pick<Needs, "for">, host: string): string =>
  `the Docker engine at ${host} lacks what ${needs.for} needs; nothing was made`;

const reachable: EngineCheck = {
  id: "docker",
  title: "the Docker engine answers",
  remedy: "Start Docker, or give its address and credentials; each failure is said apart.",
  judge(_, { host, unreachable, version }): Verdict {
    return unreachable === undefined
      ? { found: [`Docker ${version} at ${host}`] }
      : { lacks: [{ text: unreachableText(host, unreachable) }] };
  },
};

/** A check of an engine that answers. */
const whereReachable = (check: EngineCheck): EngineCheck => ({
  ...check,
  judge: (needs, facts) => {
    const verdict = facts.unreachable === undefined ? check.judge(needs, facts) : undefined;
    return facts.unreachable === undefined ? verdict : { leftOut: "the engine does not answer" };
  },
});

const apiVersion = whereReachable({
  id: "docker-version",
  title: "the Docker engine is new enough",
  remedy: "Update Docker.",
  judge: (needs, facts): Verdict =>
    compareVersions(facts.apiVersion ?? "0", needs.apiVersion) >= 0
      ? { found: [`API version ${facts.apiVersion}`] }
      : {
          lacks: [
            {
              text: `Docker: version ${facts.version} has the API version ${facts.apiVersion}, and ${needs.apiVersion} is the least; update it`,
            },
          ],
        },
});

const linuxContainers = whereReachable({
  id: "docker-linux",
  title: "it runs Linux containers",
  remedy: "Switch Docker Desktop to Linux containers, or name an engine on Linux.",
  judge: (_, { osType }): Verdict =>
    osType === "linux"
      ? {}
      : {
          lacks: [
            {
              text: `Linux containers: this engine runs ${osType} containers; switch it to Linux containers, or name another engine`,
            },
          ],
        },
});

/** What is looked at of a Docker engine. */
export const engineChecks: readonly EngineCheck[] = [reachable, apiVersion, linuxContainers];
