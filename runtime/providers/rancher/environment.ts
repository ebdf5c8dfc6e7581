import { UnavailableError } from "./client/answer";
import { type ApiResource, isGone } from "./client/apiResource";
import { deleteOn, driftOn } from "./client/availability";
import { RancherClient } from "./client/client";
import { activation, NotComingError, type Progress, untilDone } from "./client/readiness";
import { removeWhole } from "./client/removal";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import { NotReadyError, type ResourceType } from "../framework/resourceType";
import { environment as definition } from "./sdk/definitions";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

const pathOf = (id: string): string => `/projects/${encodeURIComponent(id)}`;

export const environment: ResourceType<typeof definition> = {
  ...definition,

  drift({ inputs: olds, outputs }, _, context) {
    return driftOn(olds.server, context, async (client) => {
      const found = await client.get(pathOf(outputs.environmentId));
      if (isGone(found)) return { outputs: ["environmentId"], replace: true };
      return { outputs: found!.state === "active" ? [] : ["environmentId"] };
    });
  },

  idOf: ({ server, name }) => `${server.url}/projects/${name}`,

  async find(news, context) {
    const found = await find(news, new RancherClient(news.server, context));
    return found === undefined ? undefined : { environmentId: found.id };
  },

  async create(news, context) {
    const client = new RancherClient(news.server, context);
    const template = await untilDone(client, news.timeoutSeconds, () => templateNamed(client, news.template));
    const { id } = await client.ensure(() => find(news, client), "/projects", {
      type: "project",
      name: news.name,
      description: news.owner,
      projectTemplateId: template.id,
    });
    return activated(id, news, client);
  },

  async read({ inputs: olds, outputs }, context) {
    const found = await new RancherClient(olds.server, context).get(pathOf(outputs.environmentId));
    return isGone(found) ? undefined : outputs;
  },

  async update({ outputs }, news, context) {
    const client = new RancherClient(news.server, context);
    const found = await client.get(pathOf(outputs.environmentId));
    if (found?.state === "inactive" && found.actions?.activate) await client.act(found, "activate");
    return activated(outputs.environmentId, news, client);
  },

  delete({ inputs: olds, outputs }, context) {
    return deleteOn(olds.server, context, (client) => removeAll(outputs.environmentId, olds, client));
  },
};

async function templateNamed(client: RancherClient, name: string): Promise<Progress<ApiResource>> {
  const templates = (await client.list("/projecttemplates")).filter((template) => !isGone(template));
  const wanted = templates.find((template) => template.name?.toLowerCase() === name.toLowerCase());
  if (wanted !== undefined) return { kind: "done", value: wanted };
  const names = templates.map((template) => template.name).join(", ");
  return {
    kind: "waiting",
    message:
      `the project template ${name} does not exist ` +
      (names === "" ? "(the server is loading its catalog)" : `(found ${names})`),
  };
}

/** Finds the environment of these inputs. @throws when another owner has an environment of this name */
async function find({ name, owner }: Inputs, client: RancherClient): Promise<ApiResource | undefined> {
  const named = (await client.list("/projects")).filter(
    (project) => project.name === name && !isGone(project),
  );
  const own = named.find(({ description }) => description === owner);
  if (own !== undefined || named.length === 0) return own;
  throw new Error(
    `the Rancher server already has an environment ${name} (${named[0]!.id}), which this stack did not create: ` +
      "choose another name, or remove that environment",
  );
}

async function activated(
  id: string,
  { name, timeoutSeconds }: Inputs,
  client: RancherClient,
): Promise<Outputs> {
  const ask = async () => activation(await client.get(pathOf(id)), `the environment ${name}`);
  try {
    await untilDone(client, timeoutSeconds, ask);
  } catch (error) {
    if (!(error instanceof NotComingError || error instanceof UnavailableError)) throw error;
    // It exists, so deletion must remove it.
    throw new NotReadyError(error.message, { environmentId: id });
  }
  return { environmentId: id };
}

async function removeAll(id: string, { name, timeoutSeconds }: Inputs, client: RancherClient): Promise<void> {
  const project = await client.get(pathOf(id));
  if (!isGone(project)) {
    for (const [collection, what] of [
      ["hosts", "the host"],
      ["stacks", "the stack"],
    ] as const) {
      const path = `${pathOf(id)}/${collection}`;
      for (const item of (await client.list(path)).filter((resource) => !isGone(resource))) {
        const label = String(item.name ?? item.hostname ?? item.id);
        await removeWhole(
          client,
          `${path}/${encodeURIComponent(item.id)}`,
          `${what} ${label}`,
          timeoutSeconds,
        );
      }
    }
  }
  await removeWhole(client, pathOf(id), `the environment ${name}`, timeoutSeconds);
}
