import { whereReached } from "../check";
import type { Reached, Unreachable } from "./facts";
import type { Needs } from "./requirements";

/** A check of a cluster that answers. */
export const onCluster = whereReached<Needs, Reached, Unreachable>("the cluster does not answer");

/** Why nothing is to be said of what runs containers, where all nodes are simulated. */
export const simulated = ({ nodes }: Reached): string | undefined =>
  "value" in nodes && nodes.value.length > 0 && nodes.value.every((node) => node.simulated)
    ? "all nodes are simulated (KWOK): no container runs there"
    : undefined;
