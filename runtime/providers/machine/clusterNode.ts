import { ApiError, ClusterUnreachableError } from "../../../lib/clients/kubernetes/apiError";
import { NotReadyError, type ResourceType } from "../framework/resourceType";
import { NODES, withCluster } from "./nodes/cluster";
import { drain, setCordon } from "./nodes/drain";
import { leaseTime, waitForNodes } from "./nodes/waitForNodes";
import * as definitions from "./sdk/cluster";

/** A resource type about a Node object. Creation does nothing: the node joins by itself, and NodesReady waits for all at once. */
const nodeType = {
  idOf: ({ name }: { name: string }) => name,
  create: async () => ({}),
};

export const clusterNode: ResourceType<typeof definitions.clusterNode> = {
  ...definitions.clusterNode,
  ...nodeType,

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
};

export const nodeDrain: ResourceType<typeof definitions.nodeDrain> = {
  ...definitions.nodeDrain,
  ...nodeType,

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
};
