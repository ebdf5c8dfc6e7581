import { withCluster } from "./nodes/cluster";
import { problemsOf, waitForNodes } from "./nodes/waitForNodes";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import { type Context, NotReadyError, type ResourceType } from "../framework/resourceType";
import { nodesReady as definition } from "./sdk/cluster";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

export const nodesReady: ResourceType<typeof definition> = {
  ...definition,

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
};

async function waited(
  { kubeconfig, names, readySeconds, diagnosis }: Inputs,
  { signal, status }: Context,
): Promise<Outputs> {
  await waitForNodes({ kubeconfig, names, seconds: readySeconds, diagnosis, signal, status });
  return { ready: names };
}
