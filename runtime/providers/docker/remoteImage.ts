import type Dockerode from "dockerode";
import { join } from "node:path";
import { ignoring, isConflict, messageOf } from "../../../lib/clients/docker/apiError";
import { familiarRepository, parseImageName } from "../../../lib/imageName";
import { StatusLog } from "../../protocol/statusLog";
import { buildImage } from "./build/build";
import { readBuildContext } from "./build/context";
import { buildOptions, type RemoteImageBuild, remoteImageBuildFields } from "./build/remoteImageBuild";
import {
  flag,
  map,
  object,
  required,
  setOfTexts,
  text,
  updatable,
  type Fields,
  type InputsOf,
} from "./fields/field";
import { maskOf } from "./fields/secrets";
import { ensureImage, inspectImage } from "./registry/pull";
import type { Context, ResourceType } from "./resourceType";

/** The inputs of docker.RemoteImage. */
const fields = {
  build: object(remoteImageBuildFields),
  forceRemove: updatable(flag),
  keepLocally: updatable(flag),
  name: required(text),
  platform: text,
  pullTriggers: setOfTexts,
  triggers: map,
} satisfies Fields;

/**
 * docker.RemoteImage: an image on the daemon, pulled or built if it is missing. Its id consists of image id and name.
 */
export const remoteImage: ResourceType<InputsOf<typeof fields>> = {
  token: "docker:index/remoteImage:RemoteImage",
  fields,
  computed: ["imageId", "repoDigest"],
  // A replacement has the same name, so the old resource's deletion would remove it.
  deleteFirst: (olds, news) => olds.name === news.name,

  check: ({ build, pullTriggers }) =>
    build !== undefined && isTriggered(pullTriggers)
      ? [{ property: "pullTriggers", reason: "cannot be combined with build; use triggers" }]
      : [],

  async create(context, { inputs, urn, properties }) {
    const { name, platform, pullTriggers } = inputs;
    if (inputs.build) await build(context, name, inputs.build, { urn, mask: maskOf(properties) });
    // Triggers request the registry's current image.
    const always = isTriggered(pullTriggers);
    return outputsOf(name, await ensureImage(context, { name, platform, always, urn }));
  },

  async read(context, { id, inputs, properties }) {
    const name = inputs.name ?? properties.name ?? id.replace(/^sha256:[0-9a-f]{64}/, "");
    if (typeof name !== "string" || name === "") {
      throw new Error(
        `${JSON.stringify(id)} names no image: it must be a name, or an id with a name behind it`,
      );
    }
    const live = await context.daemon.run((client) => inspectImage(client, name));
    if (!live) return undefined;
    const { id: liveId, properties: outputs } = outputsOf(name, live);
    return { id: liveId, inputs, outputs };
  },

  async update(context, { inputs, urn }) {
    const { name } = inputs;
    return outputsOf(name, await ensureImage(context, { name, urn })).properties;
  },

  async delete(context, _id, { name, keepLocally, forceRemove }) {
    if (keepLocally === true) return;
    await context.daemon.run(async (client) => {
      try {
        await ignoring([404], client.getImage(name as string).remove({ force: forceRemove === true }));
      } catch (error) {
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

/** The list may be unknown during a check. */
const isTriggered = (pullTriggers: unknown): boolean =>
  Array.isArray(pullTriggers) && pullTriggers.length > 0;

function outputsOf(name: string, live: Dockerode.ImageInspectInfo) {
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

async function build(
  context: Context,
  name: string,
  given: RemoteImageBuild,
  { urn, mask }: { urn: string; mask: (text: string) => string },
): Promise<void> {
  const dockerfile = join(given.context, given.dockerfile ?? "Dockerfile");
  const source = readBuildContext(context.host.rootDirectory, given.context, dockerfile);
  const log = new StatusLog(context.host, urn);
  const { signal } = context;
  await context.daemon.run((client) =>
    buildImage(client, source, buildOptions(name, given), { name, log, signal, mask }),
  );
  log.clear();
}
