import type Dockerode from "dockerode";
import { arch } from "node:os";
import type { Context } from "../resourceType";
import { ignoring, isConnectionLost, messageOf, statusOf } from "../../../../lib/clients/docker/apiError";
import { follow, LayerProgress } from "../../../../lib/clients/docker/progress";
import { StatusLog } from "../../../protocol/statusLog";
import { credentialsFor } from "./credentials";
import { DOCKER_HUB, familiarRepository, parseImageName } from "../../../../lib/imageName";

/**
 * Ensures that the daemon has an image. Pulls an existing image only if `always` is set.
 * @throws when the pull fails
 */
export async function ensureImage(
  context: Context,
  request: { name: string; platform?: string; always?: boolean; urn: string },
): Promise<Dockerode.ImageInspectInfo> {
  const { name, platform, always } = request;
  return context.daemon.run(async (client) => {
    const existing = await inspectImage(client, name);
    if (existing && !always && (platform === undefined || isOf(existing, platform))) return existing;
    await pull(context, client, request);
    const pulled = await inspectImage(client, name);
    if (!pulled) throw new Error(`the image ${name} was pulled, but the daemon does not have it`);
    return pulled;
  });
}

/** @returns undefined when the daemon has no image of this name or id */
export const inspectImage = (
  client: Dockerode,
  name: string,
): Promise<Dockerode.ImageInspectInfo | undefined> => ignoring([404], client.getImage(name).inspect());

/** Whether an image matches a platform such as `linux/amd64` or `linux/arm/v7`. */
export function isOf(image: Dockerode.ImageInspectInfo, platform: string): boolean {
  const [os, architecture = arch(), variant] = platform.split("/");
  const { Variant: found } = image as { Variant?: string };
  return (
    image.Os === os && image.Architecture === architecture && (variant === undefined || found === variant)
  );
}

async function pull(
  context: Context,
  client: Dockerode,
  { name, platform, urn }: { name: string; platform?: string; urn: string },
): Promise<void> {
  if (/^sha256:/.test(name))
    throw new Error(`the daemon has no image ${name}, and an id alone cannot be pulled`);
  const image = parseImageName(name);
  const { registry } = image;
  const authconfig = await credentialsFor(registry, context.config);
  const log = new StatusLog(context.host, urn);
  const progress = new LayerProgress();
  log.status(`pulling ${name}`);
  try {
    const answer = await client.createImage(authconfig as object | undefined, {
      fromImage: familiarRepository(image),
      tag: image.digest ?? image.tag ?? "latest",
      ...(platform === undefined ? {} : { platform }),
      abortSignal: context.signal,
    });
    await follow(answer, (line) => {
      const state = progress.add(line);
      if (state) log.status(`pulling ${name}: ${state}`);
    });
  } catch (error) {
    context.signal.throwIfAborted();
    if (statusOf(error) === undefined && isConnectionLost(error)) throw error;
    throw pullError(name, registry, messageOf(error), authconfig !== undefined);
  } finally {
    log.clear();
  }
}

/** Converts a registry's error to an error with a hint. */
export function pullError(name: string, registry: string, answer: string, hasCredentials: boolean): Error {
  const from = registry === DOCKER_HUB ? "Docker Hub" : registry;
  return new Error(
    `the image ${name} cannot be pulled: ${from} answered: ${answer}. ${pullAdvice(answer, registry, hasCredentials)}`,
  );
}

function pullAdvice(answer: string, registry: string, hasCredentials: boolean): string {
  const credentials = `registryAuth of docker.Provider with the address ${registry}, or \`docker login ${registry}\``;
  if (/unauthorized|denied|authentication required|no basic auth/i.test(answer)) {
    return hasCredentials
      ? `Check the name, and that the credentials for ${registry} are right and may read it`
      : `Check the name; a private image needs credentials (${credentials})`;
  }
  if (/toomanyrequests|rate limit/i.test(answer)) {
    return `Add credentials (${credentials}), or set up a mirror (registry-mirrors in the daemon's daemon.json)`;
  }
  if (/manifest unknown|not found|no matching manifest/i.test(answer)) {
    return "Check the name, the tag and the platform";
  }
  if (/no space left/i.test(answer)) {
    return "The disk of the daemon's data is full: free space there (`docker system df` shows what uses it)";
  }
  return (
    `The daemon must reach the registry: check its network and proxy, set up a mirror (registry-mirrors in its ` +
    "daemon.json), or load the image there first (docker load): a present image is not pulled"
  );
}
