import { runChecks } from "../../../lib/checks/runChecks";
import { clusterChecks, clusterSentence } from "./preflight/cluster/checks";
import { gatherFacts } from "./preflight/cluster/facts";
import { type Preflight, preflightType } from "./preflight/preflightType";
import { clusterPreflight as definition } from "./sdk/preflight";

/** Preflight checks of a Kubernetes cluster. */
export const cluster: Preflight<typeof definition.inputs> = {
  ...definition,
  run: async (given, _, previous) =>
    runChecks(clusterChecks, [given, await gatherFacts(given, previous?.objects ?? [])]),
  sentence: clusterSentence,
  idOf: (given) => given.for,
};

export const clusterPreflight = preflightType(cluster);
