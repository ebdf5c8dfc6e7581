import { judge } from "../prerequisites/check";
import { type Kind, prerequisitesType } from "../prerequisites/prerequisitesType";
import { engineChecks, engineSentence } from "./engineChecks";
import { addressOf } from "../../../../lib/clients/docker/withDaemon";
import { gatherFacts } from "./facts";
import { needs, type Needs } from "./needs";

/** What a Docker engine and its host have of what is needed. */
export const engine: Kind<Needs> = {
  type: "local:index:DockerPrerequisites",
  inputs: needs,
  look: async (given) => judge(engineChecks, given, await gatherFacts(given)),
  sentence: (given) => engineSentence(given, addressOf(given.docker)),
  idOf: (given) => `${given.for} on ${addressOf(given.docker)}`,
};

/** What a Docker engine and its host are to have before anything that depends on this is made there. */
export const dockerPrerequisites = prerequisitesType(engine);
