import { join } from "node:path";
import { parseImageName } from "../../../lib/imageName";
import type { CreateRequest, UpdateRequest } from "../../protocol/provider";
import { StatusLog } from "../../protocol/statusLog";
import { isPropertyMap, Secret, type PropertyMap } from "../../protocol/values";
import { buildImage } from "./build/build";
import { digestOf, readBuildContext, type BuildContext } from "./build/context";
import { buildOptions } from "./build/remoteImageBuild";
import {
  flag,
  inert,
  map,
  object,
  oneOf,
  unsupported,
  required,
  text,
  texts,
  updatable,
  withDefault,
  type Fields,
  type InputsOf,
} from "./fields/field";
import { maskOf } from "./fields/secrets";
import { inspectImage } from "./registry/pull";
import { push } from "./registry/push";
import type { Context, Plain, ResourceType } from "./resourceType";

/** The inputs of docker.Image. A change builds the image again under the same id. */
const fields = {
  build: updatable(
    object({
      addHosts: texts,
      args: map,
      builderVersion: oneOf("BuilderV1"),
      cacheFrom: object({ images: texts }),
      context: withDefault(text, "."),
      dockerfile: text,
      network: text,
      platform: text,
      target: text,
      /** Set by the provider: a digest of the folder, so that a change of its files is a change of the inputs. */
      contextDigest: text,
    }),
  ),
  buildOnPreview: updatable(unsupported(flag, "a preview does not contact the daemon")),
  imageName: required(updatable(text)),
  // Credentials change often and do not affect the build.
  registry: updatable(object({ password: inert(text), server: text, username: inert(text) })),
  skipPush: updatable(flag),
} satisfies Fields;
type Inputs = InputsOf<typeof fields>;

/**
 * docker.Image: builds an image from a folder and pushes it unless `skipPush` is set. As in the official plugin, a
 * destroy keeps it.
 */
export const image: ResourceType<Inputs> = {
  token: "docker:index/image:Image",
  fields,
  computed: ["baseImageName", "context", "dockerfile", "registryServer", "repoDigest"],

  /** Adds a digest of the folder, so that a change of its files changes the resource. */
  complete(context, inputs) {
    const given = inputs.build instanceof Secret ? inputs.build.value : inputs.build;
    const build = isPropertyMap(given) ? given : {};
    if (![build.context, build.dockerfile].every((path) => path === undefined || typeof path === "string")) {
      return inputs; // unknown in this preview
    }
    const contextDigest = digestOf(contextOf(context, build));
    const completed = { ...build, contextDigest };
    return { ...inputs, build: inputs.build instanceof Secret ? new Secret(completed) : completed };
  },

  async create(context, request) {
    const properties = await buildAndPush(context, request, maskOf(request.properties));
    return { id: request.inputs.imageName, properties };
  },

  async read(context, { id, inputs, properties }) {
    // A pushed image is in the registry, so its copy on the daemon does not matter.
    const isLocal = (inputs.skipPush ?? properties.skipPush) === true;
    const live = isLocal ? await context.daemon.run((client) => inspectImage(client, id)) : undefined;
    if (isLocal && !live) return undefined;
    return { id, inputs, outputs: properties };
  },

  update: (context, request) => buildAndPush(context, request, maskOf(request.news)),
};

const contextOf = (
  context: Context,
  {
    context: folder = ".",
    dockerfile = join(folder, "Dockerfile"),
  }: { context?: string; dockerfile?: string },
): BuildContext => readBuildContext(context.host.rootDirectory, folder, dockerfile);

async function buildAndPush(
  context: Context,
  { inputs, urn }: Plain<CreateRequest | UpdateRequest, Inputs>,
  mask: (text: string) => string,
): Promise<PropertyMap> {
  const { imageName, skipPush, registry, build = {} } = inputs;
  const { signal } = context;
  const log = new StatusLog(context.host, urn);
  const source = contextOf(context, build);
  const options = buildOptions(imageName, {
    buildArgs: build.args,
    cacheFroms: build.cacheFrom?.images,
    extraHosts: build.addHosts,
    networkMode: build.network,
    platform: build.platform,
    target: build.target,
  });
  const outputs = await context.daemon.run(async (client) => {
    await buildImage(client, source, options, { name: imageName, log, signal, mask });
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
