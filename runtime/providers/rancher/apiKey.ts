import { UnavailableError } from "./client/answer";
import { type ApiResource, isGone } from "./client/apiResource";
import { deleteOn, driftOn } from "./client/availability";
import { RancherClient } from "./client/client";
import { activation, untilDone } from "./client/readiness";
import { removeWhole } from "./client/removal";
import type { InputsOf } from "../framework/sdk/definition";
import type { ResourceType } from "../framework/resourceType";
import { apiKey as definition } from "./sdk/definitions";

type Inputs = InputsOf<typeof definition>;

const named = async ({ name }: Inputs, client: RancherClient): Promise<ApiResource[]> =>
  (await client.list("/apikeys", { name })).filter((key) => !isGone(key));

const pathOf = (id: string): string => `/apikeys/${encodeURIComponent(id)}`;

export const apiKey: ResourceType<typeof definition> = {
  ...definition,

  async drift({ inputs: olds, outputs }, _, context) {
    if (outputs.secretKey === "") return { outputs: ["secretKey"], replace: true };
    return driftOn(olds.server, context, async (client) => {
      const key = await client.get(pathOf(outputs.keyId));
      return isGone(key) || key?.state === "inactive"
        ? { outputs: ["keyId"], replace: true }
        : { outputs: [] };
    });
  },

  idOf: ({ server, name }) => `${server.url}/apikeys/${name}`,

  /** The secret half is lost, so the key is only found to be deleted; the next `up` replaces it. */
  async find(news, context) {
    const [lost] = await named(news, new RancherClient(news.server, context));
    return lost === undefined ? undefined : { keyId: lost.id, accessKey: "", secretKey: "" };
  },

  async create(news, context) {
    const client = new RancherClient(news.server, context);
    const accountId = await client.signIn();
    const what = `the API key ${news.name}`;
    for (;;) {
      for (const lost of await named(news, client)) {
        await removeWhole(client, pathOf(lost.id), what, news.timeoutSeconds);
      }
      try {
        const key = await client.create("/apikeys", {
          type: "apiKey",
          name: news.name,
          description: news.description,
          accountId,
        });
        const { publicValue, secretValue } = key;
        if (typeof publicValue !== "string" || typeof secretValue !== "string") {
          throw new Error(`the Rancher server at ${news.server.url} returned no secret for a new API key`);
        }
        await untilDone(client, news.timeoutSeconds, async () =>
          activation(await client.get(pathOf(key.id)), what),
        );
        return { keyId: key.id, accessKey: publicValue, secretKey: secretValue };
      } catch (error) {
        // The response with the secret is lost, but the server runs: delete the key and create another.
        if (!(error instanceof UnavailableError) || !error.arrived) throw error;
        await client.signIn();
      }
    }
  },

  async read({ inputs: olds, outputs }, context) {
    return isGone(await new RancherClient(olds.server, context).get(pathOf(outputs.keyId)))
      ? undefined
      : outputs;
  },

  async update({ outputs }, news, context) {
    const client = new RancherClient(news.server, context);
    const key = await client.get(pathOf(outputs.keyId));
    if (key !== undefined) await client.update(key, { description: news.description ?? null });
    return outputs;
  },

  delete({ inputs: olds, outputs }, context) {
    const what = `the API key ${olds.name}`;
    return deleteOn(olds.server, context, (client) =>
      removeWhole(client, pathOf(outputs.keyId), what, olds.timeoutSeconds),
    );
  },
};
