import { z } from "zod";
import { withCluster } from "./nodes/cluster";
import { problemsOf, waitForNodes } from "./nodes/waitForNodes";
import { type Context, NotReadyError, type ResourceType } from "../framework/resourceType";

const inputs = z.strictObject({
  /** The administrator's kubeconfig. */
  kubeconfig: z.string().min(1),
  /** Names of the Node objects. */
  names: z.array(z.string().min(1)).min(1),
  /** Seconds until all nodes must be ready. */
  readySeconds: z.number().positive().default(300),
  /** Where to look when nodes do not become ready, as the end of a sentence: `docker logs NAME`. */
  diagnosis: z.string().min(1).optional(),
});
type Inputs = z.infer<typeof inputs>;

interface Outputs {
  /** The names of the ready nodes. */
  ready: string[];
}

/** A cluster whose API answers and whose nodes are ready. Each `up` checks this and waits for it. */
export const nodesReady: ResourceType<Inputs, Outputs, z.input<typeof inputs>> = {
  type: "local:index:NodesReady",
  inputs,
  outputs: { ready: "plain" },

  async drift({ inputs: olds }, news) {
    const { kubeconfig, names } = news ?? olds;
    const problems = await withCluster(kubeconfig, (client) => problemsOf(client, { names })).catch(
      () => names,
    );
    return { outputs: problems.length > 0 ? ["ready"] : [] };
  },

  idOf: ({ names }) => names.join(","),

  create: (news, context) => waited(news, context),

  async update({ outputs }, news, context) {
    try {
      return await waited(news, context);
    } catch (error) {
      context.signal.throwIfAborted();
      throw new NotReadyError((error as Error).message, outputs);
    }
  },

  /** Nothing exists outside the state. */
  async delete() {},
};

async function waited(
  { kubeconfig, names, readySeconds, diagnosis }: Inputs,
  { signal, status }: Context,
): Promise<Outputs> {
  await waitForNodes({ kubeconfig, names, seconds: readySeconds, diagnosis, signal, status });
  return { ready: names };
}
