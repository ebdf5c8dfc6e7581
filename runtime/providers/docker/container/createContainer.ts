import { ignoring, isConflict, messageOf, refusal, refused } from "../../../../lib/clients/docker/apiError";
import { InitializationError, type CreateRequest, type CreateResponse } from "../../../protocol/provider";
import { maskOf } from "../fields/secrets";
import { ensureImage } from "../registry/pull";
import type { Context, Plain } from "../resourceType";
import { createOptions, endpointOf } from "./createOptions";
import type { ContainerInputs } from "./fields";
import { containerOutputs, URN_LABEL } from "./outputs";
import { inspect, settle } from "./settle";
import { readUploads, uploadArchive, type UploadedFile } from "./uploads";

/**
 * Creates a container, connects its networks, uploads its files, starts it and waits for it.
 * @throws when that fails, after it has removed the container; InitializationError when it runs and is not healthy
 */
export async function createContainer(
  context: Context,
  request: Plain<CreateRequest, ContainerInputs>,
): Promise<CreateResponse> {
  const { urn, inputs } = request;
  const what = `the container ${inputs.name}`;
  // Steps that need no daemon fail first.
  const uploads = readUploads(inputs.uploads ?? [], context.host.rootDirectory);
  await ensureImage(context, { name: inputs.image, platform: inputs.platform, urn });
  const { id, isStarted } = await findOrCreate(context, inputs, urn);
  try {
    if (!isStarted) await prepare(context, id, inputs, uploads);
    if (inputs.start === false) return { id, properties: containerOutputs((await inspect(context, id))!) };
    await start(context, id, inputs.name);
    const mask = maskOf(request.properties);
    const settled = await settle(context, id, inputs, { urn, mask });
    if (settled.kind === "ended") throw new Error(`${what} does not run: ${settled.reason}`);
    if (settled.kind === "unhealthy") {
      const message = `${what} was created, and does not become healthy: ${settled.reason}`;
      throw new InitializationError(message, id, settled.outputs, undefined, [message]);
    }
    return { id, properties: settled.outputs };
  } catch (error) {
    if (error instanceof InitializationError) throw error;
    // Remove the incomplete container, so that the next attempt starts from scratch.
    await context.daemon.cleanUp((client) => client.getContainer(id).remove({ force: true, v: true }));
    throw error;
  }
}

/**
 * Creates the container. If an interrupted run created it already, adopts it if it was started; otherwise a network
 * or a file may be missing, so it is created again.
 */
async function findOrCreate(
  context: Context,
  inputs: ContainerInputs,
  urn: string,
): Promise<{ id: string; isStarted: boolean }> {
  const { name } = inputs;
  return context.daemon.run(async (client) => {
    for (let attempt = 0; ; attempt++) {
      try {
        const created = await client.createContainer(createOptions(inputs, urn));
        return { id: created.id, isStarted: false };
      } catch (error) {
        const isTaken = isConflict(error) && attempt === 0;
        const existing = isTaken && (await ignoring([404], client.getContainer(name).inspect()));
        const isOurs = existing && existing.Config.Labels?.[URN_LABEL] === urn;
        if (!isOurs || context.known.has(existing.Id)) throw createError(name, error);
        if (existing.State.Status !== "created") return { id: existing.Id, isStarted: true };
        await client.getContainer(existing.Id).remove({ force: true, v: true });
      }
    }
  });
}

function createError(name: string, error: unknown): Error {
  if (!isConflict(error)) return refusal(`the container ${name} cannot be created`, error);
  return new Error(
    `the container ${name} already exists (${messageOf(error)}): remove it (docker rm -f ${name}), or choose another name`,
    { cause: error },
  );
}

/** The steps before the start: connecting further networks and uploading files. */
async function prepare(
  context: Context,
  id: string,
  inputs: ContainerInputs,
  uploads: readonly UploadedFile[],
): Promise<void> {
  const [, ...others] = inputs.networksAdvanced ?? [];
  for (const endpoint of others) {
    const what = `the container ${inputs.name} cannot be connected to the network ${endpoint.name}`;
    await context.daemon.run((client) =>
      client
        .getNetwork(endpoint.name)
        .connect({ Container: id, EndpointConfig: endpointOf(endpoint) })
        .catch((error: unknown) => {
          const isConnected = /already exists in network|already attached/i.test(messageOf(error));
          if (!isConnected) throw refusal(what, error);
        }),
    );
  }
  if (uploads.length === 0) return;
  const archive = await uploadArchive(uploads);
  const files = uploads.map(({ path }) => `/${path}`).join(", ");
  await context.daemon.run((client) =>
    client
      .getContainer(id)
      .putArchive(archive, { path: "/" })
      .catch(refused(`files cannot be placed in the container ${inputs.name} (${files})`)),
  );
}

/** Starts a container; does nothing if it runs already. */
export async function start(context: Context, id: string, name: string): Promise<void> {
  await context.daemon.run((client) =>
    ignoring([304], client.getContainer(id).start()).catch(
      refused(`the container ${name} cannot be started`),
    ),
  );
}
