import type { Check, Verdict } from "../prerequisites/check";
import type { Facts } from "./facts";
import type { Needs } from "./needs";

type ClusterCheck = Check<Needs, Facts>;

/** The sentence in front of what a cluster lacks. */
export const clusterSentence = (needs: Pick<Needs, "for">): string =>
  `the cluster lacks what ${needs.for} needs; nothing was put on it`;

const reachable: ClusterCheck = {
  id: "cluster",
  title: "the cluster answers, with these credentials",
  remedy: "Start the cluster, or give another kubeconfig or context; each failure is said apart.",
  judge: (_, { server, unreachable, version }): Verdict =>
    unreachable === undefined
      ? { found: [`Kubernetes ${version} at ${server}`] }
      : { lacks: [{ text: `the cluster at ${server}: ${(unreachable as Error).message}` }] },
};

/** What is looked at of a Kubernetes cluster. */
export const clusterChecks: readonly ClusterCheck[] = [reachable];
