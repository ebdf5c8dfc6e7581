import type { z } from "zod";
import { runChecks } from "../../../lib/checks/runChecks";
import { addressOf } from "../../../lib/clients/docker/withDaemon";
import { dockerChecks, dockerSentence } from "./preflight/docker/checks";
import { gatherFacts } from "./preflight/docker/facts";
import { requirements, type Requirements } from "./preflight/docker/requirements";
import { type Preflight, preflightType } from "./preflight/preflightType";

/** Preflight checks of a Docker daemon and its host. */
export const docker: Preflight<Requirements, z.input<typeof requirements>> = {
  type: "local:index:DockerPrerequisites",
  inputs: requirements,
  run: async (given) => runChecks(dockerChecks, [given, await gatherFacts(given)]),
  sentence: (given) => dockerSentence(given, addressOf(given.docker)),
  idOf: (given) => `${given.for} on ${addressOf(given.docker)}`,
};

export const dockerPreflight = preflightType(docker);
