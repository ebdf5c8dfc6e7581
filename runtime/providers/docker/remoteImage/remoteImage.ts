import type Dockerode from "dockerode";
import type { PropertyMap } from "../../../protocol/values";
import { StatusLog } from "../../../protocol/statusLog";
import { buildImage } from "../build/build";
import { readBuildContext } from "../build/context";
import { remoteImageBuildFields } from "../build/fields";
import type { Context } from "../context";
import { isConflict, isConnectionLost, isNotFound, messageOf } from "../../../../lib/clients/docker/apiError";
import { flag, map, object, required, setOfTexts, text, updatable, type Fields } from "../fields/field";
import { ensureImage, inspectImage } from "../registry/pull";
import { familiarRepository, parseImageName } from "../../../../lib/imageName";
import type { ResourceType } from "../resourceType";
import { buildOptions, type BuildInputs } from "./buildOptions";
import { join } from "node:path";

/** The inputs of docker.RemoteImage. */
const fields: Fields = {
  build: object(remoteImageBuildFields),
  forceRemove: updatable(flag),
  keepLocally: updatable(flag),
  name: required(text),
  platform: text,
  pullTriggers: setOfTexts,
  triggers: map,
};

/**
 * docker.RemoteImage: an image on the daemon, pulled or built if it is missing. Its id consists of image id and name.
 */
export const remoteImage: ResourceType = {
  token: "docker:index/remoteImage:RemoteImage",
  fields,
  computed: ["imageId", "repoDigest"],
  autoName: false,
  // A replacement has the same name, so the old resource's deletion would remove it.
  deleteFirst: (olds, news) => olds.name === news.name,

  check: (_context, inputs) =>
    inputs.build !== undefined && Array.isArray(inputs.pullTriggers) && inputs.pullTriggers.length > 0
      ? [{ property: "pullTriggers", reason: "cannot be combined with build; use triggers" }]
      : [],

  async create(context, { inputs, urn }) {
    const name = inputs.name as string;
    if (inputs.build !== undefined) await build(context, name, inputs.build as unknown as BuildInputs, urn);
    const platform = inputs.platform as string | undefined;
    // Triggers request the registry's current image.
    const always = Array.isArray(inputs.pullTriggers) && inputs.pullTriggers.length > 0;
    return outputsOf(name, await ensureImage(context, { name, platform, always, urn }));
  },

  async read(context, { id, inputs, properties }) {
    const name = inputs.name ?? properties.name ?? id.replace(/^sha256:[0-9a-f]{64}/, "");
    if (typeof name !== "string" || name === "") {
      throw new Error(
        `${JSON.stringify(id)} names no image: it must be a name, or an id with a name behind it`,
      );
    }
    const live = await context.daemon().run((client) => inspectImage(client, name));
    if (!live) return undefined;
    const { id: liveId, properties: outputs } = outputsOf(name, live);
    return { id: liveId, inputs, outputs };
  },

  async update(context, { inputs, urn }) {
    const name = inputs.name as string;
    return outputsOf(name, await ensureImage(context, { name, urn })).properties;
  },

  async delete(context, _request, { name, keepLocally, forceRemove }) {
    if (keepLocally === true) return;
    await context.daemon().run(async (client) => {
      try {
        await client.getImage(name as string).remove({ force: forceRemove === true });
      } catch (error) {
        if (isNotFound(error)) return;
        if (!isConflict(error)) throw error;
        throw new Error(
          `the image ${String(name)} cannot be removed: ${messageOf(error)}. Remove the containers that use it, or set ` +
            "keepLocally: true, which keeps it on the daemon",
          { cause: error },
        );
      }
    });
  },
};

function outputsOf(name: string, live: Dockerode.ImageInspectInfo): { id: string; properties: PropertyMap } {
  return {
    id: `${live.Id}${name}`,
    properties: { name, imageId: live.Id, repoDigest: repoDigestOf(name, live.RepoDigests ?? []) },
  };
}

/** The digest in the image's own repository; an image may have digests of several. */
export function repoDigestOf(name: string, digests: readonly string[]): string {
  const repository = familiarRepository(parseImageName(name));
  return digests.find((digest) => digest.startsWith(`${repository}@`)) ?? digests[0] ?? "";
}

async function build(context: Context, name: string, inputs: BuildInputs, urn: string): Promise<void> {
  const dockerfile = join(inputs.context, inputs.dockerfile ?? "Dockerfile");
  const source = readBuildContext(context.host.rootDirectory, inputs.context, dockerfile);
  const log = new StatusLog(context.host, urn);
  const show = (line: string) => log.status(line);
  await context.daemon().run(async (client) => {
    try {
      await buildImage(client, source, buildOptions(name, inputs), { show, signal: context.signal });
    } catch (error) {
      if (isConnectionLost(error)) throw error;
      throw new Error(`the image ${name} cannot be built: ${messageOf(error)}`, { cause: error });
    }
  });
  log.clear();
}
