import { UnavailableError } from "./client/answer";
import { type ApiResource, isGone } from "./client/apiResource";
import { RancherClient } from "./client/client";
import { briefly, forDeletion } from "./client/connection";
import { activation } from "./client/readiness";
import { driftUnlessAway, orUnreachable, removeWhole, untilDone } from "./client/waiting";
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
    return driftUnlessAway(async () => {
      const key = await new RancherClient(briefly(olds.server), context).get(pathOf(outputs.keyId));
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
    const account = await client.signIn();
    for (;;) {
      for (const lost of await named(news, client)) {
        await removeWhole(client, pathOf(lost.id), `the API key ${news.name}`, { ...news, context });
      }
      try {
        const key = await client.create("/apikeys", {
          type: "apiKey",
          name: news.name,
          ...(news.description !== undefined && { description: news.description }),
          ...(account !== undefined && { accountId: account.accountId }),
        });
        const { publicValue, secretValue } = key;
        if (typeof publicValue !== "string" || typeof secretValue !== "string") {
          throw new Error(`the Rancher server at ${news.server.url} returned no secret for a new API key`);
        }
        await untilDone(
          async () => activation(await client.get(pathOf(key.id)), `the API key ${news.name}`),
          {
            ...news,
            context,
          },
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

  async delete({ inputs: olds, outputs }, context) {
    await orUnreachable(olds.server, context, () =>
      removeWhole(
        new RancherClient(forDeletion(olds.server), context),
        pathOf(outputs.keyId),
        `the API key ${olds.name}`,
        {
          timeoutSeconds: olds.timeoutSeconds,
          context,
        },
      ),
    );
  },
};
