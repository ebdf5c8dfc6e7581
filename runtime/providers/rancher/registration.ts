import { z } from "zod";
import { type ApiResource, isGone } from "./client/apiResource";
import { RancherClient } from "./client/client";
import { briefly, connection, forDeletion } from "./client/connection";
import { activation, type Progress } from "./client/readiness";
import { driftUnlessAway, orUnreachable, removeWhole, untilDone } from "./client/waiting";
import type { Context, ResourceType } from "../framework/resourceType";

const inputs = z.strictObject({
  server: connection,
  environmentId: z.string().min(1),
  /** Identifies a token that an interrupted creation left. */
  name: z.string().min(1).max(255),
  timeoutSeconds: z.number().positive().default(300),
});
type Inputs = z.infer<typeof inputs>;

interface Outputs {
  tokenId: string;
  /** The URL that an agent is started with; anyone who knows it can add hosts. */
  registrationUrl: string;
  /** The agent's image for this server. */
  image: string;
}

const collectionOf = ({ environmentId }: Inputs): string =>
  `/projects/${encodeURIComponent(environmentId)}/registrationtokens`;

/**
 * A registration token of an environment: hosts join with its URL.
 * https://rancher.com/docs/rancher/v1.6/en/api/v2-beta/api-resources/registrationToken/
 */
export const registration: ResourceType<Inputs, Outputs, z.input<typeof inputs>> = {
  type: "local:index:RancherRegistration",
  inputs,
  outputs: { tokenId: "plain", registrationUrl: "secret", image: "plain" },
  replaceOnChanges: ["environmentId", "name"],

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
