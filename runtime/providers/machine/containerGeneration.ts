import { withDaemon } from "../../../lib/clients/docker/withDaemon";
import type { InputsOf } from "../framework/sdk/definition";
import type { ResourceType } from "../framework/resourceType";
import { containerGeneration as definition } from "./sdk/cluster";

type Inputs = InputsOf<typeof definition>;

export const containerGeneration: ResourceType<typeof definition> = {
  ...definition,

  async drift({ inputs: olds }, news) {
    return { outputs: (await isLost(news ?? olds)) ? ["generation"] : [] };
  },

  idOf: ({ container }) => container,

  /** The container does not exist yet. */
  async create() {
    return { generation: 1 };
  },

  async update({ outputs: { generation } }, news, context) {
    if (!(await isLost(news))) return { generation };
    context.log("warning", `the container ${news.container} no longer runs: it is created again`);
    return { generation: generation + 1 };
  },
};

/** Whether a container is missing or does not run; false when the daemon does not answer. */
async function isLost({ docker, container }: Inputs): Promise<boolean> {
  try {
    const { State } = await withDaemon(docker, (client) => client.getContainer(container).inspect());
    return !State.Running && !State.Restarting;
  } catch (error) {
    return (error as { statusCode?: number }).statusCode === 404;
  }
}
