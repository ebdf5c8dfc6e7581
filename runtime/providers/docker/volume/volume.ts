import type Dockerode from "dockerode";
import { until } from "../../../../lib/until";
import type { PropertyMap } from "../../../protocol/values";
import { isConflict, isNotFound, messageOf, refusal } from "../../../../lib/clients/docker/apiError";
import { isAutoName } from "../fields/autoName";
import { fromLabels, toLabels, withoutEmpty, type Label } from "../fields/convert";
import { driftedInputs } from "../fields/drift";
import { labels, map, object, unsupported, text, type Fields } from "../fields/field";
import type { ResourceType } from "../resourceType";

/** A container that is being removed keeps its volumes for a moment. */
const RELEASE_MS = 30_000;

/** The inputs of docker.Volume. Every change replaces it. */
const fields: Fields = {
  cluster: unsupported(object({}), "cluster volumes are for a swarm"),
  driver: text,
  driverOpts: map,
  labels,
  name: text,
};

/** docker.Volume. Its id is its name. */
export const volume: ResourceType = {
  token: "docker:index/volume:Volume",
  fields,
  computed: ["driver", "mountpoint"],
  autoName: true,
  schemaVersion: 1,
  deleteFirst: (olds, news) => olds.name === news.name,

  async create(context, { inputs, resumed, name: resource, urn }) {
    const name = inputs.name as string;
    const live = await context.daemon().run(async (client, attempt) => {
      // The daemon returns an existing volume without an error; its data may belong to others.
      const existing = await inspect(client, name);
      if (existing && attempt === 0 && !resumed && !isAutoName(name, resource)) {
        const message = `the volume ${name} already exists: the stack uses it with its data, and a destroy removes it`;
        context.host.log("warning", message, { urn });
      }
      try {
        await client.createVolume(volumeOptions(inputs));
      } catch (error) {
        throw isLost(error) ? error : refusal(`the volume ${name} cannot be created`, error);
      }
      return (await inspect(client, name))!;
    });
    return { id: live.Name, properties: volumeOutputs(live) };
  },

  async read(context, { id, inputs }) {
    const live = await context.daemon().run((client) => inspect(client, id));
    if (!live) return undefined;
    const outputs = volumeOutputs(live);
    const watched = ["driver", "driverOpts", "labels"];
    return { id: live.Name, outputs, inputs: driftedInputs(inputs, outputs, fields, watched) };
  },

  async update() {
    throw new Error("a volume is replaced by every change");
  },

  async delete(context, { id }) {
    let cause: unknown;
    const deleted = await until(
      () =>
        context.daemon().run(async (client) => {
          try {
            await client.getVolume(id).remove();
            return true;
          } catch (error) {
            if (isNotFound(error)) return true;
            if (!isConflict(error)) throw error;
            cause = error;
            return undefined;
          }
        }),
      { timeoutMs: RELEASE_MS, signal: context.signal, firstMs: 100, maxMs: 1000 },
    );
    if (deleted) return;
    throw new Error(
      `the volume ${id} cannot be removed: ${messageOf(cause)}. Remove the containers that use it`,
    );
  },
};

const isLost = (error: unknown): boolean => (error as { statusCode?: number }).statusCode === undefined;

async function inspect(client: Dockerode, name: string): Promise<Dockerode.VolumeInspectInfo | undefined> {
  try {
    return await client.getVolume(name).inspect();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function volumeOptions(inputs: PropertyMap): Dockerode.VolumeCreateOptions {
  const {
    name,
    driver,
    driverOpts,
    labels: given,
  } = inputs as unknown as {
    name: string;
    driver?: string;
    driverOpts?: Record<string, string>;
    labels?: Label[];
  };
  return withoutEmpty({ Name: name, Driver: driver, DriverOpts: driverOpts, Labels: fromLabels(given) });
}

function volumeOutputs(live: Dockerode.VolumeInspectInfo): PropertyMap {
  return withoutEmpty({
    name: live.Name,
    driver: live.Driver,
    driverOpts: live.Options ?? undefined,
    labels: toLabels(live.Labels),
    mountpoint: live.Mountpoint,
  }) as unknown as PropertyMap;
}
