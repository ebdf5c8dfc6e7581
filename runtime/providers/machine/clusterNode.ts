import { ClusterUnreachableError, isNotFound } from "../../../lib/clients/kubernetes/apiError";
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
    const { kubeconfig, name } = news;
    try {
      const last = await withCluster(kubeconfig, (client) => leaseTime(client, name)).catch(() => undefined);
      await waitForNodes({ ...news, names: [name] }, context, { [name]: last });
      await withCluster(kubeconfig, (client) => setCordon(client, name, false));
      return {};
    } catch (error) {
      context.signal.throwIfAborted();
      throw new NotReadyError((error as Error).message, {});
    }
  },

  async delete({ inputs }, context) {
    const { kubeconfig, name } = inputs;
    try {
      await withCluster(kubeconfig, async (client) => {
        await drain(client, inputs, context);
        await client.delete(NODES, name, { propagationPolicy: "Background" });
      });
    } catch (error) {
      if (isNotFound(error)) return;
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
    try {
      await withCluster(news.kubeconfig, (client) => drain(client, news, context));
    } catch (error) {
      // The node has not joined yet.
      if (isNotFound(error)) return {};
      // An unreachable cluster cannot be drained, and the replacement may repair it.
      if (!(error instanceof ClusterUnreachableError)) throw error;
      context.log("warning", `the node ${news.name} is not drained: ${error.message}`);
    }
    return {};
  },
};
