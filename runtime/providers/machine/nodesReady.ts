import { problemsOf, waitForNodes } from "./nodes/waitForNodes";
import { withCluster } from "./nodes/cluster";
import { NotReadyError, type ResourceType } from "../framework/resourceType";
import { nodesReady as definition } from "./sdk/cluster";

export const nodesReady: ResourceType<typeof definition> = {
  ...definition,

  async drift({ inputs: olds }, news) {
    const { kubeconfig, names } = news ?? olds;
    const problems = await withCluster(kubeconfig, (client) => problemsOf(client, names)).catch(() => names);
    return { outputs: problems.length > 0 ? ["ready"] : [] };
  },

  idOf: ({ names }) => names.join(","),

  async create(news, context) {
    await waitForNodes(news, context);
    return { ready: news.names };
  },

  async update({ outputs }, news, context) {
    try {
      await waitForNodes(news, context);
      return { ready: news.names };
    } catch (error) {
      context.signal.throwIfAborted();
      throw new NotReadyError((error as Error).message, outputs);
    }
  },
};
