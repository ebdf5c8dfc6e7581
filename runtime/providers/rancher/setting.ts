import { deleteOn, driftOn } from "./client/availability";
import { RancherClient } from "./client/client";
import type { InputsOf } from "../framework/sdk/definition";
import type { ResourceType } from "../framework/resourceType";
import { setting as definition } from "./sdk/definitions";

type Inputs = InputsOf<typeof definition>;

const pathOf = (name: string): string => `/settings/${encodeURIComponent(name)}`;

export const setting: ResourceType<typeof definition> = {
  ...definition,

  drift({ inputs: olds, outputs }, _, context) {
    return driftOn(olds.server, context, async (client) => {
      const { value } = await read(olds, client);
      return { outputs: value === outputs.active ? [] : ["active"] };
    });
  },

  idOf: ({ server, name }) => `${server.url}/settings/${name}`,

  async create(news, context) {
    const client = new RancherClient(news.server, context);
    const { value, own } = await read(news, client);
    await write(news, client, news.value);
    return { active: news.value, previous: own && value !== news.value ? value : "" };
  },

  async update({ outputs }, news, context) {
    await write(news, new RancherClient(news.server, context), news.value);
    return { ...outputs, active: news.value };
  },

  delete({ inputs: olds, outputs }, context) {
    return deleteOn(olds.server, context, async (client) => {
      if (outputs.previous !== "") return write(olds, client, outputs.previous);
      const setting = await client.get(pathOf(olds.name));
      if (setting !== undefined && setting.inDb !== false) await client.remove(setting);
    });
  },
};

/** @returns `own` false for the server's default */
async function read({ name }: Inputs, client: RancherClient): Promise<{ value: string; own: boolean }> {
  const setting = await client.get(pathOf(name));
  return {
    value: typeof setting?.value === "string" ? setting.value : "",
    own: setting?.inDb === true,
  };
}

async function write({ name, server }: Inputs, client: RancherClient, value: string): Promise<void> {
  const setting = await client.get(pathOf(name));
  if (setting === undefined)
    throw new Error(
      `the Rancher server at ${server.url} has no setting ${name}, or the account may not see it`,
    );
  await client.update(setting, { value });
}
