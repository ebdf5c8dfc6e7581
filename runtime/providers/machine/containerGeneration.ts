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
 * Counts how often an `up` has found that a container does not run that should: somebody stopped or removed it, and
 * Docker's restart policy leaves it so. What has the count in it, such as a label of the container, changes with it, so
 * that a plain `up` makes the container again; Docker's own resources are looked at by `refresh` only.
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

  /** The container is not there yet. */
  async create() {
    return { generation: 1 };
  },

  async update({ outputs: { generation } }, news, context) {
    if (!(await isLost(news))) return { generation };
    context.log("warning", `the container ${news.container} does not run any more: it is made again`);
    return { generation: generation + 1 };
  },

  /** Nothing to do: nothing was made. */
  async delete() {},
};

/** Whether a container is not there, or does not run; not where the engine does not say. */
async function isLost({ docker, container }: Inputs): Promise<boolean> {
  try {
    const { State } = await withDaemon(docker, (client) => client.getContainer(container).inspect());
    return !State.Running && !State.Restarting;
  } catch (error) {
    return (error as { statusCode?: number }).statusCode === 404;
  }
}
