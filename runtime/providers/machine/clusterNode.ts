import { z } from "zod";
import { ApiError, ClusterUnreachableError } from "../../../lib/clients/kubernetes/apiError";
import { NotReadyError, type ResourceType } from "../framework/resourceType";
import { NODES, withCluster } from "./nodes/cluster";
import { drain, setCordon } from "./nodes/drain";
import { leaseTime, waitForNodes } from "./nodes/waitForNodes";

const node = z.strictObject({
  /** The administrator's kubeconfig. */
  kubeconfig: z.string().min(1),
  /** The name of the Node object. */
  name: z.string().min(1),
  /** Seconds for the eviction of its pods. */
  drainSeconds: z.number().positive().default(120),
});

const clusterNodeInputs = node.extend({
  /** Identifies what runs the node, such as a container's id. After a change the node must become ready again. */
  instance: z.string(),
  /** Seconds for the node to become ready after that. */
  readySeconds: z.number().positive().default(300),
  /** Where to look when the node does not become ready, as the end of a sentence: `docker logs NAME`. */
  diagnosis: z.string().min(1).optional(),
});

/** A resource type about a Node object. Creation does nothing: the node joins by itself, and NodesReady waits for all at once. */
const nodeType = <Inputs extends { name: string }, Given>(
  type: string,
  inputs: z.ZodType<Inputs, Given>,
  actions: Pick<ResourceType<Inputs, Record<string, never>, Given>, "update" | "delete">,
): ResourceType<Inputs, Record<string, never>, Given> => ({
  type,
  inputs,
  outputs: {},
  replaceOnChanges: ["name"],
  idOf: ({ name }) => name,
  create: async () => ({}),
  ...actions,
});

/**
 * A cluster node that joins by itself. After its container is replaced, waits until the node is ready and uncordons it.
 * Deletion drains the node and deletes its Node object.
 */
export const clusterNode = nodeType("local:index:ClusterNode", clusterNodeInputs, {
  async update({ inputs: olds }, news, context) {
    if (olds.instance === news.instance) return {};
    const { kubeconfig, name, readySeconds, diagnosis } = news;
    try {
      const last = await withCluster(kubeconfig, (client) => leaseTime(client, name)).catch(() => undefined);
      const { signal, status } = context;
      await waitForNodes({
        ...{ kubeconfig, names: [name], seconds: readySeconds, diagnosis, signal, status },
        before: { [name]: last },
      });
      await withCluster(kubeconfig, (client) => setCordon(client, name, false));
      return {};
    } catch (error) {
      context.signal.throwIfAborted();
      throw new NotReadyError((error as Error).message, {});
    }
  },

  async delete({ inputs: { kubeconfig, name, drainSeconds } }, { signal, status }) {
    try {
      await withCluster(kubeconfig, async (client) => {
        await drain(client, name, { timeoutSeconds: drainSeconds, signal, status });
        await client.delete(NODES, name, { propagationPolicy: "Background" });
      });
    } catch (error) {
      if (error instanceof ApiError && error.isNotFound) return;
      throw new Error(`cannot remove the node ${name} from the cluster: ${(error as Error).message}`, {
        cause: error,
      });
    }
  },
});

const nodeDrainInputs = node.extend({
  /** Identifies the node's configuration. A change drains the node. */
  cause: z.string(),
});

/**
 * Drains a node before its container, which depends on this resource, is replaced. {@link clusterNode} uncordons it once it
 * is ready again.
 */
export const nodeDrain = nodeType("local:index:NodeDrain", nodeDrainInputs, {
  async update({ inputs: olds }, news, context) {
    if (olds.cause === news.cause) return {};
    const { kubeconfig, name, drainSeconds } = news;
    try {
      await withCluster(kubeconfig, (client) =>
        drain(client, name, { timeoutSeconds: drainSeconds, ...context }),
      );
    } catch (error) {
      // The node has not joined yet.
      if (error instanceof ApiError && error.isNotFound) return {};
      // An unreachable cluster cannot be drained, and the replacement may repair it.
      if (!(error instanceof ClusterUnreachableError)) throw error;
      context.log("warning", `the node ${name} is not drained: ${error.message}`);
    }
    return {};
  },

  async delete() {},
});
