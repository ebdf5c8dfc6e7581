import { z } from "zod";
import { type ApiResource, isGone } from "./client/apiResource";
import { RancherClient } from "./client/client";
import { briefly, connection, forDeletion } from "./client/connection";
import { hostReadiness, labelledHost } from "./client/readiness";
import { driftUnlessAway, NotComingError, orUnreachable, removeWhole, untilDone } from "./client/waiting";
import { type Context, NotReadyError, type ResourceType } from "../framework/resourceType";

const inputs = z.strictObject({
  server: connection,
  environmentId: z.string().min(1),
  /** The host's name in messages. */
  name: z.string().min(1),
  /** A host label that only this host has. */
  label: z.strictObject({ name: z.string().min(1), value: z.string().min(1) }),
  /** Changes with the agent, so that the host registers again. */
  agent: z.string().optional(),
  /** What to check when the host does not register, for the error message. */
  advice: z.string().optional(),
  /** Seconds until the host must be active, or removed. */
  timeoutSeconds: z.number().positive().default(600),
});
type Inputs = z.infer<typeof inputs>;

interface Outputs {
  /** Empty until the host has registered. */
  hostId: string;
  hostname: string;
  /** The address with which it registered. */
  address: string;
}

const collectionOf = ({ environmentId }: Inputs): string =>
  `/projects/${encodeURIComponent(environmentId)}/hosts`;
const nothing: Outputs = { hostId: "", hostname: "", address: "" };

/**
 * A host of an environment: waits for its agent, which another resource starts. Deletion evacuates, deactivates,
 * removes and purges it.
 * https://rancher.com/docs/rancher/v1.6/en/api/v2-beta/api-resources/host/
 */
export const host: ResourceType<Inputs, Outputs, z.input<typeof inputs>> = {
  type: "local:index:RancherHost",
  inputs,
  outputs: { hostId: "plain", hostname: "plain", address: "plain" },
  replaceOnChanges: ["environmentId", "label"],

  async drift({ inputs: olds, outputs }, _, context) {
    return driftUnlessAway(async () => {
      const found = await find(olds, new RancherClient(briefly(olds.server), context));
      const ready = hostReadiness(found === undefined ? [] : [found], olds.label, "it").kind === "done";
      return { outputs: ready && found!.id === outputs.hostId ? [] : ["hostId"] };
    });
  },

  idOf: ({ environmentId, name }) => `${environmentId}/${name}`,

  async create(news, context) {
    return ready(news, context);
  },

  async read({ inputs: olds }, context) {
    const found = await find(olds, new RancherClient(olds.server, context));
    return found === undefined ? undefined : outputsOf(found);
  },

  async update(_, news, context) {
    return ready(news, context);
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
