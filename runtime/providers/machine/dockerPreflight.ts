import { runChecks } from "../../../lib/checks/runChecks";
import { addressOf } from "../../../lib/clients/docker/withDaemon";
import { dockerChecks, dockerSentence } from "./preflight/docker/checks";
import { gatherFacts } from "./preflight/docker/facts";
import { type Preflight, preflightType } from "./preflight/preflightType";
import { dockerPreflight as definition } from "./sdk/preflight";

/** Preflight checks of a Docker daemon and its host. */
export const docker: Preflight<typeof definition.inputs> = {
  ...definition,
  run: async (given) => runChecks(dockerChecks, [given, await gatherFacts(given)]),
  sentence: (given) => dockerSentence(given, addressOf(given.docker)),
  idOf: (given) => `${given.for} on ${addressOf(given.docker)}`,
};

export const dockerPreflight = preflightType(docker);
