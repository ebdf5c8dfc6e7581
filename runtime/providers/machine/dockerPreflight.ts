import { judge } from "./preflight/check";
import { type Kind, preflightType } from "./preflight/preflightType";
import { engineChecks, engineSentence } from "./preflight/docker/checks";
import { addressOf } from "../framework/dockerEngine";
import { gatherFacts } from "./preflight/docker/facts";
import { needs, type Needs } from "./preflight/docker/requirements";

/** What a Docker engine and its host have of what is needed. */
export const engine: Kind<Needs> = {
  type: "local:index:DockerPrerequisites",
  inputs: needs,
  look: async (given) => judge(engineChecks, given, await gatherFacts(given)),
  sentence: (given) => engineSentence(given, addressOf(given.docker)),
  idOf: (given) => `${given.for} on ${addressOf(given.docker)}`,
};

/** What a Docker engine and its host are to have before anything that depends on this is made there. */
export const dockerPreflight = preflightType(engine);
