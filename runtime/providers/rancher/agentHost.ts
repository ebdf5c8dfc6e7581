import { randomBytes } from "node:crypto";
import type Docker from "dockerode";
import { ignoring } from "../../../lib/clients/docker/apiError";
import { addressOf, withDaemon } from "../../../lib/clients/docker/withDaemon";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import type { Context, ResourceType } from "../framework/resourceType";
import { agentHost as definition } from "./sdk/definitions";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

/** The folder with an agent's identity. */
const STATE = "/var/lib/rancher/state";
/** The names of an agent's containers: https://rancher.com/docs/rancher/v1.6/en/faqs/agents/ */
const AGENT = "rancher-agent";
const AGENT_STATE = "rancher-agent-state";
/** The label of every container that Rancher starts. */
const RANCHER_LABEL = "io.rancher.container.uuid";

/** The fields of a container in Docker's list that are read here. */
export type ContainerListing = Pick<Docker.ContainerInfo, "Id" | "Names" | "State" | "Labels">;

export const agentHost: ResourceType<typeof definition> = {
  ...definition,

  async drift({ inputs: olds }, _, context) {
    const containers = await withDaemon(olds.docker, containersOf).catch((error: Error) => {
      context.log("warning", `the Docker daemon of host ${olds.name} does not answer: ${error.message}`);
    });
    return { outputs: containers === undefined || agentRuns(containers) ? [] : ["generation"] };
  },

  idOf: ({ name, docker }) => `${addressOf(docker)}/${name}`,

  async create(news, context) {
    const { containers, volumes } = await withDaemon(news.docker, async (docker) => ({
      containers: await containersOf(docker),
      volumes: await volumesOf(docker, news),
    }));
    if (agentRuns(containers)) {
      throw new Error(
        `a Rancher agent already runs on the Docker daemon ${addressOf(news.docker)} of host ${news.name}: a host belongs to ` +
          "one environment. Remove it from its environment, then its containers rancher-agent and rancher-agent-state",
      );
    }
    context.status(`host ${news.name} has no agent yet`);
    return {
      generation: newGeneration(),
      before: [...containers.filter(isRanchers).map(({ Id }) => Id), ...volumes],
    };
  },

  async update({ outputs }, news) {
    const runs = agentRuns(await withDaemon(news.docker, containersOf));
    return { ...outputs, generation: runs ? outputs.generation : newGeneration() };
  },

  preview({ outputs }) {
    return { before: outputs.before };
  },

  async delete({ inputs: olds, outputs }, context) {
    let containers: ContainerListing[];
    try {
      containers = await withDaemon(olds.docker, containersOf);
    } catch (error) {
      context.log(
        "warning",
        `the Docker daemon of host ${olds.name} does not answer (${(error as Error).message}): Rancher's leftovers stay there. ` +
          "When it answers again: docker rm -fv rancher-agent rancher-agent-state; docker volume rm etcd; rm -r /var/lib/rancher/state",
      );
      return;
    }
    await withDaemon(olds.docker, (docker) =>
      clean(docker, olds, outputs, leftovers(containers, outputs.before, olds.registration), context),
    );
  },
};

/** True for containers that Rancher leaves on a host: the agent's, and those that the server started through it. */
const isRanchers = ({ Names, Labels }: ContainerListing): boolean =>
  Names.some((name) => [`/${AGENT}`, `/${AGENT_STATE}`].includes(name)) || RANCHER_LABEL in (Labels ?? {});

/** The containers to remove: Rancher's that did not exist before, and the registration container. */
export const leftovers = (
  containers: readonly ContainerListing[],
  before: readonly string[],
  registration: string,
): ContainerListing[] =>
  containers.filter(
    (container) =>
      container.Names.includes(`/${registration}`) ||
      (isRanchers(container) && !before.includes(container.Id)),
  );

/** Whether an agent runs. */
export const agentRuns = (containers: readonly ContainerListing[]): boolean =>
  containers.some(({ Names, State }) => Names.includes(`/${AGENT}`) && State === "running");

const newGeneration = (): string => randomBytes(4).toString("hex");

const containersOf = async (docker: Docker): Promise<ContainerListing[]> =>
  docker.listContainers({ all: true });

async function volumesOf(docker: Docker, { volumes }: Inputs): Promise<string[]> {
  const { Volumes } = await docker.listVolumes();
  return (Volumes ?? []).map(({ Name }) => Name).filter((name) => volumes.includes(name));
}

async function clean(
  docker: Docker,
  olds: Inputs,
  { before }: Outputs,
  containers: readonly ContainerListing[],
  context: Context,
): Promise<void> {
  for (const { Id, Names } of containers) {
    context.status(`removing the container ${Names[0] ?? Id}`);
    await ignoring([404], docker.getContainer(Id).remove({ force: true, v: true }));
  }
  for (const name of await volumesOf(docker, olds)) {
    // A volume that another container uses is not Rancher's alone.
    if (!before.includes(name)) await ignoring([404, 409], docker.getVolume(name).remove());
  }
  if (containers.length > 0) await forget(docker, olds, context);
}

/** Deletes the agent's identity. Its folder is on the host, so a container of the agent's image does it. */
async function forget(docker: Docker, { image, name }: Inputs, context: Context): Promise<void> {
  context.status(`removing the identity of host ${name}`);
  const container = await ignoring(
    [404],
    docker.createContainer({
      Image: image,
      Cmd: ["--", "rm", "-rf", STATE],
      HostConfig: { Binds: ["/var/lib/rancher:/var/lib/rancher"], NetworkMode: "none" },
    }),
  );
  if (container === undefined) {
    context.log("warning", `host ${name} no longer has the image ${image}: remove ${STATE} there by hand`);
    return;
  }
  try {
    await container.start();
    await container.wait();
  } finally {
    await ignoring([404], container.remove({ force: true, v: true }));
  }
}
