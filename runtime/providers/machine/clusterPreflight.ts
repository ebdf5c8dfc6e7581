import { judge } from "./preflight/check";
import { type Kind, preflightType } from "./preflight/preflightType";
import { clusterChecks, clusterSentence } from "./preflight/cluster/checks";
import { gatherFacts } from "./preflight/cluster/facts";
import { needs, type Needs } from "./preflight/cluster/requirements";

/** What a Kubernetes cluster has of what is needed. */
export const cluster: Kind<Needs> = {
  type: "local:index:ClusterPrerequisites",
  inputs: needs,
  look: async (given, _, previous) =>
    judge(clusterChecks, given, await gatherFacts(given, previous?.objects ?? [])),
  sentence: clusterSentence,
  idOf: (given) => given.for,
};

/** What a Kubernetes cluster is to have before anything that depends on this is put on it. */
export const clusterPreflight = preflightType(cluster);
