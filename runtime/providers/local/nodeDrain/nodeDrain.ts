import { z } from "zod";
import { ApiError, ClusterUnreachableError } from "../../../../lib/clients/kubernetes/apiError";
import { withCluster } from "../clusterNode/cluster";
import { drain } from "../clusterNode/drain";
import type { ResourceType } from "../resourceType";

const inputs = z.strictObject({
  /** The administrator's. */
  kubeconfig: z.string().min(1),
  /** Of its Node object. */
  name: z.string().min(1),
  /** What the node is made of: a change of it is what the node is drained for. */
  cause: z.string(),
  /** How long its pods may take to go. */
  drainSeconds: z.number().positive().default(120),
});
type Inputs = z.infer<typeof inputs>;

/**
 * Drains a node before what runs it is replaced: that depends on this resource, which changes first. The node takes pods
 * again when `local:index:ClusterNode` has seen it ready.
 */
export const nodeDrain: ResourceType<Inputs, Record<string, never>> = {
  type: "local:index:NodeDrain",
  inputs,
  outputs: {},
  replaceOnChanges: ["name"],

  idOf: ({ name }) => name,

  /** The node is not there yet. */
  async create() {
    return {};
  },

  async update({ inputs: olds }, news, context) {
    if (olds.cause === news.cause) return {};
    const { kubeconfig, name, drainSeconds } = news;
    try {
      await withCluster(kubeconfig, (client) =>
        drain(client, name, { timeoutSeconds: drainSeconds, ...context }),
      );
    } catch (error) {
      // It has not joined yet.
      if (error instanceof ApiError && error.isNotFound) return {};
      // A cluster that does not answer has nothing to lose by it, and may come back by what is done next.
      if (!(error instanceof ClusterUnreachableError)) throw error;
      context.log("warning", `the node ${name} is not drained: ${error.message}`);
    }
    return {};
  },

  /** Nothing to do: nothing was made. */
  async delete() {},
};
