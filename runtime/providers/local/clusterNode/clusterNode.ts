import { z } from "zod";
import { ApiError } from "../../../../lib/clients/kubernetes/apiError";
import { NotReadyError, type ResourceType } from "../resourceType";
import { NODES, withCluster } from "./cluster";
import { drain, setCordon } from "./drain";
import { leaseTime, waitForNodes } from "./waitForNodes";

const inputs = z.strictObject({
  /** The administrator's. */
  kubeconfig: z.string().min(1),
  /** Of its Node object. */
  name: z.string().min(1),
  /** What runs the node, such as a container's id. */
  instance: z.string(),
  /** How long it may take to be ready when something else runs it. */
  readySeconds: z.number().positive().default(300),
  /** How long its pods may take to go. */
  drainSeconds: z.number().positive().default(120),
  /** Where to look when it does not become ready, as the end of a sentence: `docker logs NAME`. */
  diagnosis: z.string().min(1).optional(),
});
type Inputs = z.infer<typeof inputs>;

/**
 * A node's place in a cluster that it joins by itself. When what runs it has been replaced, it is waited for and takes
 * pods again; before it goes, it is drained, and its Node object deleted.
 */
export const clusterNode: ResourceType<Inputs, Record<string, never>> = {
  type: "local:index:ClusterNode",
  inputs,
  outputs: {},
  replaceOnChanges: ["name"],

  idOf: ({ name }) => name,

  /** It is on its way; `local:index:NodesReady` waits for all at once. */
  async create() {
    return {};
  },

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
      throw new Error(`the node ${name} cannot be taken out of the cluster: ${(error as Error).message}`, {
        cause: error,
      });
    }
  },
};
