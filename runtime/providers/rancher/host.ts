import { type ApiResource, isGone } from "./client/apiResource";
import { deleteOn, driftOn } from "./client/availability";
import { RancherClient } from "./client/client";
import { hostReadiness, labelledHost, NotComingError, untilDone } from "./client/readiness";
import { removeWhole } from "./client/removal";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import { type Context, NotReadyError, type ResourceType } from "../framework/resourceType";
import { host as definition } from "./sdk/definitions";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

const collectionOf = ({ environmentId }: Inputs): string =>
  `/projects/${encodeURIComponent(environmentId)}/hosts`;
const nothing: Outputs = { hostId: "", hostname: "", address: "" };

export const host: ResourceType<typeof definition> = {
  ...definition,

  drift({ inputs: olds, outputs }, _, context) {
    return driftOn(olds.server, context, async (client) => {
      const found = await find(olds, client);
      const ready = hostReadiness(found, "it").kind === "done";
      return { outputs: ready && found!.id === outputs.hostId ? [] : ["hostId"] };
    });
  },

  idOf: ({ environmentId, name }) => `${environmentId}/${name}`,

  create: ready,

  async read({ inputs: olds }, context) {
    const found = await find(olds, new RancherClient(olds.server, context));
    return found === undefined ? undefined : outputsOf(found);
  },

  delete({ inputs: olds }, context) {
    return deleteOn(olds.server, context, async (client) => {
      // A host may have registered more than once.
      for (let host = await find(olds, client); host !== undefined; host = await find(olds, client)) {
        const path = `${collectionOf(olds)}/${host.id}`;
        await removeWhole(client, path, `the host ${olds.name}`, olds.timeoutSeconds);
      }
    });
  },
};

const find = async (news: Inputs, client: RancherClient): Promise<ApiResource | undefined> =>
  labelledHost(await client.list(collectionOf(news)), news.label);

async function ready(news: Inputs, context: Context): Promise<Outputs> {
  const client = new RancherClient(news.server, context);
  const what = `the host ${news.name}`;
  let seen: ApiResource | undefined;
  try {
    const host = await untilDone(client, news.timeoutSeconds, async () => {
      seen = await find(news, client);
      // A deactivated host runs no containers, so activate it.
      if (seen?.state === "inactive" && seen.transitioning !== "yes" && seen.actions?.activate) {
        await client.act(seen, "activate");
      }
      return hostReadiness(seen, what);
    });
    return outputsOf(host);
  } catch (error) {
    if (!(error instanceof NotComingError)) throw error;
    const advice = news.advice === undefined ? "" : `. ${news.advice}`;
    // A registered host must be removed at deletion.
    throw new NotReadyError(`${error.message}${advice}`, seen === undefined ? nothing : outputsOf(seen));
  }
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const outputsOf = (host: ApiResource): Outputs =>
  isGone(host)
    ? nothing
    : { hostId: host.id, hostname: text(host.hostname), address: text(host.agentIpAddress) };
