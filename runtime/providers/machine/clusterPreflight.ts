import type { z } from "zod";
import { runChecks } from "../../../lib/checks/runChecks";
import { clusterChecks, clusterSentence } from "./preflight/cluster/checks";
import { gatherFacts } from "./preflight/cluster/facts";
import { requirements, type Requirements } from "./preflight/cluster/requirements";
import { type Preflight, preflightType } from "./preflight/preflightType";

/** Preflight checks of a Kubernetes cluster. */
export const cluster: Preflight<Requirements, z.input<typeof requirements>> = {
  type: "local:index:ClusterPrerequisites",
  inputs: requirements,
  run: async (given, _, previous) =>
    runChecks(clusterChecks, [given, await gatherFacts(given, previous?.objects ?? [])]),
  sentence: clusterSentence,
  idOf: (given) => given.for,
};

export const clusterPreflight = preflightType(cluster);
