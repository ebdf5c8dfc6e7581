import type Dockerode from "dockerode";
import { join } from "node:path";
import type { CreateRequest, UpdateRequest } from "../../../protocol/provider";
import { isPropertyMap, Secret, type PropertyMap } from "../../../protocol/values";
import { StatusLog } from "../../../protocol/statusLog";
import { buildImage } from "../build/build";
import { digestOf, readBuildContext, type BuildContext } from "../build/context";
import { imageBuildFields } from "../build/fields";
import type { Context } from "../context";
import { isConnectionLost, messageOf } from "../../../../lib/clients/docker/apiError";
import { flag, inert, object, unsupported, required, text, updatable, type Fields } from "../fields/field";
import { inspectImage } from "../registry/pull";
import { push } from "../registry/push";
import { parseImageName } from "../../../../lib/imageName";
import type { Plain, ResourceType } from "../resourceType";

/** The inputs of docker.Image. A change builds the image again under the same id. */
const fields: Fields = {
  build: updatable(object(imageBuildFields)),
  buildOnPreview: updatable(unsupported(flag, "a preview does not contact the daemon")),
  imageName: required(updatable(text)),
  // Credentials change often and do not affect the build.
  registry: updatable(object({ password: inert(text), server: text, username: inert(text) })),
  skipPush: updatable(flag),
};

interface ImageInputs {
  imageName: string;
  skipPush?: boolean;
  registry?: { server?: string; username?: string; password?: string };
  build?: {
    addHosts?: string[];
    args?: Record<string, string>;
    cacheFrom?: { images?: string[] };
    context?: string;
    dockerfile?: string;
    network?: string;
    platform?: string;
    target?: string;
  };
}

/**
 * docker.Image: builds an image from a folder and pushes it unless `skipPush` is set. As in the official plugin, a
 * destroy keeps it.
 */
export const image: ResourceType = {
  token: "docker:index/image:Image",
  fields,
  computed: ["baseImageName", "context", "dockerfile", "registryServer", "repoDigest"],
  autoName: false,
  deleteFirst: () => false,

  /** Adds a digest of the folder, so that a change of its files changes the resource. */
  complete(context, inputs) {
    const given = inputs.build instanceof Secret ? inputs.build.value : inputs.build;
    const build = isPropertyMap(given) ? given : {};
    if (![build.context, build.dockerfile].every((path) => path === undefined || typeof path === "string")) {
      return inputs; // unknown in this preview
    }
    const contextDigest = digestOf(contextOf(context, inputs as unknown as ImageInputs));
    const completed = { ...build, contextDigest };
    return { ...inputs, build: inputs.build instanceof Secret ? new Secret(completed) : completed };
  },

  async create(context, request) {
    const { imageName } = request.inputs as unknown as ImageInputs;
    return { id: imageName, properties: await buildAndPush(context, request) };
  },

  async read(context, { id, inputs, properties }) {
    // A pushed image is in the registry, so its copy on the daemon does not matter.
    const isLocal = (inputs.skipPush ?? properties.skipPush) === true;
    const live = isLocal ? await context.daemon().run((client) => inspectImage(client, id)) : undefined;
    if (isLocal && !live) return undefined;
    return { id, inputs, outputs: properties };
  },

  async update(context, request) {
    return buildAndPush(context, request);
  },

  async delete() {},
};

const contextOf = (context: Context, { build = {} }: ImageInputs): BuildContext => {
  const folder = build.context ?? ".";
  return readBuildContext(context.host.rootDirectory, folder, build.dockerfile ?? join(folder, "Dockerfile"));
};

async function buildAndPush(
  context: Context,
  { inputs, urn }: Plain<CreateRequest | UpdateRequest>,
): Promise<PropertyMap> {
  const given = inputs as unknown as ImageInputs;
  const { imageName, skipPush, registry, build = {} } = given;
  const log = new StatusLog(context.host, urn);
  const source = contextOf(context, given);
  const show = (line: string) => log.status(line);
  const outputs = await context.daemon().run(async (client) => {
    try {
      await buildImage(client, source, optionsOf(given), { show, signal: context.signal });
    } catch (error) {
      if (isConnectionLost(error)) throw error;
      throw new Error(`the image ${imageName} cannot be built: ${messageOf(error)}`, { cause: error });
    }
    const credentials =
      registry?.username === undefined || registry.password === undefined
        ? undefined
        : {
            serveraddress: registry.server ?? parseImageName(imageName).registry,
            username: registry.username,
            password: registry.password,
          };
    if (!skipPush) await push(context, client, imageName, credentials, log);
    const live = (await inspectImage(client, imageName))!;
    return {
      baseImageName: imageName,
      context: build.context ?? ".",
      dockerfile: source.dockerfile,
      imageName,
      registryServer: registry?.server ?? "",
      repoDigest: (skipPush ? undefined : live.RepoDigests?.[0]) ?? live.Id,
      ...(build.platform === undefined ? {} : { platform: build.platform }),
    };
  });
  log.clear();
  return outputs;
}

function optionsOf({ imageName, build = {} }: ImageInputs): Dockerode.ImageBuildOptions {
  const { args, target, platform, network, addHosts, cacheFrom } = build;
  return {
    t: imageName,
    version: "1",
    rm: true,
    forcerm: true, // also after a failed build
    ...(args ? { buildargs: args } : {}),
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
    ...(network === undefined ? {} : { networkmode: network }),
    ...(addHosts ? { extrahosts: addHosts.join(",") } : {}),
    ...(cacheFrom?.images ? { cachefrom: cacheFrom.images as unknown as string } : {}),
  };
}
