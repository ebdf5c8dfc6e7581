import { type ApiResource, isGone } from "./client/apiResource";
import { RancherClient } from "./client/client";
import { briefly, forDeletion } from "./client/connection";
import { hostReadiness, labelledHost } from "./client/readiness";
import { driftUnlessAway, NotComingError, orUnreachable, removeWhole, untilDone } from "./client/waiting";
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

  async drift({ inputs: olds, outputs }, _, context) {
    return driftUnlessAway(async () => {
      const found = await find(olds, new RancherClient(briefly(olds.server), context));
      const ready = hostReadiness(found === undefined ? [] : [found], olds.label, "it").kind === "done";
      return { outputs: ready && found!.id === outputs.hostId ? [] : ["hostId"] };
    });
  },

  idOf: ({ environmentId, name }) => `${environmentId}/${name}`,

  create: ready,

  async read({ inputs: olds }, context) {
    const found = await find(olds, new RancherClient(olds.server, context));
    return found === undefined ? undefined : outputsOf(found);
  },

  async delete({ inputs: olds }, context) {
    const client = new RancherClient(forDeletion(olds.server), context);
    await orUnreachable(olds.server, context, async () => {
      // A host may have registered more than once.
      for (let host = await find(olds, client); host !== undefined; host = await find(olds, client)) {
        await removeWhole(client, `${collectionOf(olds)}/${host.id}`, `the host ${olds.name}`, {
          timeoutSeconds: olds.timeoutSeconds,
          context,
        });
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
    const host = await untilDone(
      async () => {
        const hosts = await client.list(collectionOf(news));
        seen = labelledHost(hosts, news.label);
        // A deactivated host runs no containers, so activate it.
        if (seen?.state === "inactive" && seen.transitioning !== "yes" && seen.actions?.activate) {
          await client.act(seen, "activate");
        }
        return hostReadiness(hosts, news.label, what);
      },
      { timeoutSeconds: news.timeoutSeconds, context },
    );
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
