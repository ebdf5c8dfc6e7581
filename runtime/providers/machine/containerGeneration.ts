import { z } from "zod";
import { daemonOptions, withDaemon } from "../../../lib/clients/docker/withDaemon";
import type { ResourceType } from "../framework/resourceType";

const inputs = z.strictObject({
  docker: daemonOptions.prefault({}),
  /** The container's name. */
  container: z.string().min(1),
});
type Inputs = z.infer<typeof inputs>;

interface Outputs {
  generation: number;
}

/**
 * Counts how often an `up` found that a container does not run although it should. Docker's restart policy does not
 * restart a container that a user stopped or removed, and Docker's own resources are checked only by `refresh`. A
 * container with the count as a label is created again by a plain `up`.
 */
export const containerGeneration: ResourceType<Inputs, Outputs, z.input<typeof inputs>> = {
  type: "local:index:ContainerGeneration",
  inputs,
  outputs: { generation: "plain" },
  replaceOnChanges: ["container"],

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

  /** Nothing exists outside the state. */
  async delete() {},
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
