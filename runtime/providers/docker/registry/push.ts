import type Dockerode from "dockerode";
import type { Context } from "../resourceType";
import { isConnectionLost, messageOf, statusOf } from "../../../../lib/clients/docker/apiError";
import { follow, LayerProgress } from "../../../../lib/clients/docker/progress";
import type { StatusLog } from "../../../protocol/statusLog";
import { credentialsFor, type Credentials } from "./credentials";
import { parseImageName } from "../../../../lib/imageName";

/** Pushes an image from the daemon. @throws the registry's error */
export async function push(
  context: Context,
  client: Dockerode,
  name: string,
  given: Credentials | undefined,
  log: StatusLog,
): Promise<void> {
  const { registry, tag, digest } = parseImageName(name);
  const authconfig = given ?? (await credentialsFor(registry, context.config)) ?? {};
  const progress = new LayerProgress();
  try {
    const answer = await client.getImage(name).push({
      tag: tag ?? (digest === undefined ? "latest" : undefined),
      authconfig,
      abortSignal: context.signal,
    } as object);
    await follow(answer, (line) => {
      const state = progress.add(line);
      if (state) log.status(`pushing ${name}: ${state}`);
    });
  } catch (error) {
    context.signal.throwIfAborted();
    if (statusOf(error) === undefined && isConnectionLost(error)) throw error;
    throw new Error(
      `the image ${name} cannot be pushed: ${registry} answered: ${messageOf(error)}. Use credentials that may push ` +
        "(`registry` of docker.Image, or `docker login`), or keep the image on the daemon (skipPush: true)",
      { cause: error },
    );
  }
}
