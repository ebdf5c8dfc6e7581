import type Dockerode from "dockerode";
import { until } from "../../../../lib/until";
import type { Context } from "../context";
import { isConflict, isNotFound, refusal, statusOf } from "../../../../lib/clients/docker/apiError";
import { isAutoName } from "../fields/autoName";
import { driftedInputs } from "../fields/drift";
import type { ResourceType } from "../resourceType";
import { networkFields } from "./fields";
import { networkOptions, networkOutputs } from "./networkOptions";

/** A container that is being removed stays attached for a moment. */
const DETACH_MS = 30_000;

/** docker.Network. Its id is the daemon's; an import may use the name instead. */
export const network: ResourceType = {
  token: "docker:index/network:Network",
  fields: networkFields,
  computed: ["driver", "internal", "ipamConfigs", "options", "scope"],
  autoName: true,
  schemaVersion: 1,
  deleteFirst: (olds, news) => olds.name === news.name,

  async create(context, { inputs, resumed, name: resource }) {
    const name = inputs.name as string;
    const live = await context.daemon().run(async (client, attempt) => {
      try {
        const { id } = await client.createNetwork(networkOptions(inputs));
        return await inspect(client, id);
      } catch (error) {
        // The response to an earlier attempt may be lost. A generated name always belongs to this resource.
        const isOurs = resumed === true || attempt > 0 || isAutoName(name, resource);
        const existing = isConflict(error) && isOurs ? await inspect(client, name) : undefined;
        if (existing) return existing;
        throw createError(name, error);
      }
    });
    return { id: live!.Id, properties: networkOutputs(live!) };
  },

  async read(context, { id, inputs }) {
    const live = await context.daemon().run((client) => inspect(client, id));
    if (!live) return undefined;
    const outputs = networkOutputs(live);
    const watched = ["name", "driver", "internal", "attachable", "ipv6", "labels"];
    return { id: live.Id, outputs, inputs: driftedInputs(inputs, outputs, networkFields, watched) };
  },

  async update() {
    throw new Error("a network is replaced by every change");
  },

  async delete(context, { id }, { name }) {
    const what = `the network ${String(name)} cannot be removed`;
    let attached: unknown;
    const deleted = await until(
      () =>
        context.daemon().run(async (client) => {
          try {
            await client.getNetwork(id).remove();
            return true;
          } catch (error) {
            if (isNotFound(error)) return true;
            if (statusOf(error) !== 403 || !/active endpoints/i.test(String(error)))
              throw refusal(what, error);
            attached = error;
            return undefined;
          }
        }),
      { timeoutMs: DETACH_MS, signal: context.signal, firstMs: 100, maxMs: 1000 },
    );
    if (!deleted) throw await inUse(context, id, what, attached);
  },
};

/** @returns undefined when it does not exist */
async function inspect(client: Dockerode, id: string): Promise<Dockerode.NetworkInspectInfo | undefined> {
  try {
    return (await client.getNetwork(id).inspect()) as Dockerode.NetworkInspectInfo;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function createError(name: string, error: unknown): unknown {
  if (statusOf(error) === undefined) return error;
  if (!isConflict(error)) return refusal(`the network ${name} cannot be created`, error);
  return new Error(
    `the network ${name} already exists: remove it (docker network rm ${name}), choose another name, or read it by its name (docker.Network.get)`,
    { cause: error },
  );
}

async function inUse(context: Context, id: string, what: string, cause: unknown): Promise<Error> {
  const live = await context.daemon().run((client) => inspect(client, id));
  const names = Object.values(live?.Containers ?? {}).map((container) => container.Name);
  return new Error(
    `${what}: containers are attached to it (${names.join(", ")}). Remove or disconnect them`,
    { cause },
  );
}
