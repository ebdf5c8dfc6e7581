import { type ApiResource, isGone } from "./client/apiResource";
import { RancherClient } from "./client/client";
import { briefly, forDeletion } from "./client/connection";
import { activation, type Progress } from "./client/readiness";
import { driftUnlessAway, orUnreachable, removeWhole, untilDone } from "./client/waiting";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import type { Context, ResourceType } from "../framework/resourceType";
import { registration as definition } from "./sdk/definitions";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

const collectionOf = ({ environmentId }: Inputs): string =>
  `/projects/${encodeURIComponent(environmentId)}/registrationtokens`;

export const registration: ResourceType<typeof definition> = {
  ...definition,

  async drift({ inputs: olds, outputs }, _, context) {
    return driftUnlessAway(async () => {
      const client = new RancherClient(briefly(olds.server), context);
      const token = await client.get(`${collectionOf(olds)}/${outputs.tokenId}`);
      return isGone(token) || token!.state === "inactive"
        ? { outputs: ["tokenId"], replace: true }
        : { outputs: [] };
    });
  },

  idOf: ({ server, environmentId, name }) =>
    `${server.url}/projects/${environmentId}/registrationtokens/${name}`,

  async find(news, context) {
    const client = new RancherClient(news.server, context);
    const progress = usable(await named(news, client), news.name);
    return progress.kind === "done" ? progress.value : undefined;
  },

  async create(news, context) {
    const client = new RancherClient(news.server, context);
    const { resource } = await client.ensure(() => named(news, client), collectionOf(news), {
      type: "registrationToken",
      name: news.name,
    });
    return ready(resource.id, news, client, context);
  },

  async read({ inputs: olds, outputs }, context) {
    const client = new RancherClient(olds.server, context);
    return isGone(await client.get(`${collectionOf(olds)}/${outputs.tokenId}`)) ? undefined : outputs;
  },

  async update({ outputs }, news, context) {
    return ready(outputs.tokenId, news, new RancherClient(news.server, context), context);
  },

  async delete({ inputs: olds, outputs }, context) {
    await orUnreachable(olds.server, context, () =>
      removeWhole(
        new RancherClient(forDeletion(olds.server), context),
        `${collectionOf(olds)}/${outputs.tokenId}`,
        `the registration token ${olds.name}`,
        { timeoutSeconds: olds.timeoutSeconds, context },
      ),
    );
  },
};

const named = async (news: Inputs, client: RancherClient): Promise<ApiResource | undefined> =>
  (await client.list(collectionOf(news))).find((token) => token.name === news.name && !isGone(token));

async function ready(id: string, news: Inputs, client: RancherClient, context: Context): Promise<Outputs> {
  const ask = async () => usable(await client.get(`${collectionOf(news)}/${id}`), news.name);
  return untilDone(ask, { timeoutSeconds: news.timeoutSeconds, context });
}

/** A token is usable when it is active and has its URL, which the server sets slightly later. */
function usable(token: ApiResource | undefined, name: string): Progress<Outputs> {
  const what = `the registration token ${name}`;
  const progress = activation(token, what);
  if (progress.kind !== "done") return progress;
  const { id, registrationUrl, image } = progress.value;
  if (typeof registrationUrl !== "string" || typeof image !== "string") {
    return { kind: "waiting", message: `${what} has no URL yet` };
  }
  return { kind: "done", value: { tokenId: id, registrationUrl, image: image } };
}
