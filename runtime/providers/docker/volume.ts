import type Dockerode from "dockerode";
import { ignoring, isConflict, messageOf, refused } from "../../../lib/clients/docker/apiError";
import { isAutoName } from "./fields/autoName";
import { fromLabels, toLabels, withoutEmpty } from "./fields/convert";
import { driftedInputs } from "./fields/compare";
import { labels, map, object, unsupported, text, type Fields, type NamedInputsOf } from "./fields/field";
import { removeUnused } from "./removal";
import type { ResourceType } from "./resourceType";

/** The inputs of docker.Volume. Every change replaces it. */
const fields = {
  cluster: unsupported(object({}), "cluster volumes are for a swarm"),
  driver: text,
  driverOpts: map,
  labels,
  name: text,
} satisfies Fields;
type Inputs = NamedInputsOf<typeof fields>;

/** docker.Volume. Its id is its name. */
export const volume: ResourceType<Inputs> = {
  token: "docker:index/volume:Volume",
  fields,
  computed: ["driver", "mountpoint"],
  autoName: true,
  schemaVersion: 1,
  deleteFirst: (olds, news) => olds.name === news.name,

  async create(context, { inputs, resumed, name: resource, urn }) {
    const { name } = inputs;
    const live = await context.daemon.run(async (client, attempt) => {
      // The daemon returns an existing volume without an error; its data may belong to others.
      const existing = await inspect(client, name);
      if (existing && attempt === 0 && !resumed && !isAutoName(name, resource)) {
        const message = `the volume ${name} already exists: the stack uses it with its data, and a destroy removes it`;
        context.host.log("warning", message, { urn });
      }
      await client.createVolume(volumeOptions(inputs)).catch(refused(`the volume ${name} cannot be created`));
      return (await inspect(client, name))!;
    });
    return { id: live.Name, properties: volumeOutputs(live) };
  },

  async read(context, { id, inputs }) {
    const live = await context.daemon.run((client) => inspect(client, id));
    if (!live) return undefined;
    const outputs = volumeOutputs(live);
    const watched = ["driver", "driverOpts", "labels"];
    return { id: live.Name, outputs, inputs: driftedInputs(inputs, outputs, fields, watched) };
  },

  async delete(context, id) {
    const what = `the volume ${id} cannot be removed`;
    const inUse = await removeUnused(context, what, {
      remove: (client) => client.getVolume(id).remove(),
      isInUse: isConflict,
    });
    if (inUse === undefined) return;
    throw new Error(`${what}: ${messageOf(inUse)}. Remove the containers that use it`);
  },
};

/** @returns undefined when it does not exist */
const inspect = (client: Dockerode, name: string): Promise<Dockerode.VolumeInspectInfo | undefined> =>
  ignoring([404], client.getVolume(name).inspect());

const volumeOptions = (inputs: Inputs): Dockerode.VolumeCreateOptions =>
  withoutEmpty({
    Name: inputs.name,
    Driver: inputs.driver,
    DriverOpts: inputs.driverOpts,
    Labels: fromLabels(inputs.labels),
  });

const volumeOutputs = (live: Dockerode.VolumeInspectInfo) =>
  withoutEmpty({
    name: live.Name,
    driver: live.Driver,
    driverOpts: live.Options ?? undefined,
    labels: toLabels(live.Labels),
    mountpoint: live.Mountpoint,
  });
