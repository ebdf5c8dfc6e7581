import { type ApiResource, isGone } from "./client/apiResource";
import { deleteOn, driftOn } from "./client/availability";
import { RancherClient } from "./client/client";
import { activation, type Progress, untilDone } from "./client/readiness";
import { removeWhole } from "./client/removal";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import type { ResourceType } from "../framework/resourceType";
import { registration as definition } from "./sdk/definitions";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

const collectionOf = ({ environmentId }: Inputs): string =>
  `/projects/${encodeURIComponent(environmentId)}/registrationtokens`;

export const registration: ResourceType<typeof definition> = {
  ...definition,

  drift({ inputs: olds, outputs }, _, context) {
    return driftOn(olds.server, context, async (client) => {
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
    const { id } = await client.ensure(() => named(news, client), collectionOf(news), {
      type: "registrationToken",
      name: news.name,
    });
    return ready(id, news, client);
  },

  async read({ inputs: olds, outputs }, context) {
    const client = new RancherClient(olds.server, context);
    return isGone(await client.get(`${collectionOf(olds)}/${outputs.tokenId}`)) ? undefined : outputs;
  },

  update({ outputs }, news, context) {
    return ready(outputs.tokenId, news, new RancherClient(news.server, context));
  },

  delete({ inputs: olds, outputs }, context) {
    const path = `${collectionOf(olds)}/${outputs.tokenId}`;
    return deleteOn(olds.server, context, (client) =>
      removeWhole(client, path, `the registration token ${olds.name}`, olds.timeoutSeconds),
    );
  },
};

const named = async (news: Inputs, client: RancherClient): Promise<ApiResource | undefined> =>
  (await client.list(collectionOf(news))).find((token) => token.name === news.name && !isGone(token));

const ready = (id: string, news: Inputs, client: RancherClient): Promise<Outputs> =>
  untilDone(client, news.timeoutSeconds, async () =>
    usable(await client.get(`${collectionOf(news)}/${id}`), news.name),
  );

/** A token is usable when it is active and has its URL, which the server sets slightly later. */
function usable(token: ApiResource | undefined, name: string): Progress<Outputs> {
  const what = `the registration token ${name}`;
  const progress = activation(token, what);
  if (progress.kind !== "done") return progress;
  const { id, registrationUrl, image } = progress.value;
  if (typeof registrationUrl !== "string" || typeof image !== "string") {
    return { kind: "waiting", message: `${what} has no URL yet` };
  }
  return { kind: "done", value: { tokenId: id, registrationUrl, image } };
}
