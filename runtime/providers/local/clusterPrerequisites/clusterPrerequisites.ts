import { judge } from "../prerequisites/check";
import { type Kind, prerequisitesType } from "../prerequisites/prerequisitesType";
import { clusterChecks, clusterSentence } from "./clusterChecks";
import { gatherFacts } from "./facts";
import { needs, type Needs } from "./needs";

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
export const clusterPrerequisites = prerequisitesType(cluster);
