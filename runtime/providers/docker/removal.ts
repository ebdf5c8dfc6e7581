import type Dockerode from "dockerode";
import { ignoring, refusal } from "../../../lib/clients/docker/apiError";
import { until } from "../../../lib/until";
import type { Context } from "./resourceType";

/** A container that is being removed keeps its networks and volumes for a moment. */
const RELEASE_MS = 30_000;

/**
 * Removes an object that the daemon may still use, unless it no longer exists.
 * @param what begins the message of an error: `the volume v cannot be removed`
 * @returns the daemon's error when the object is still in use at the timeout
 */
export async function removeUnused(
  context: Context,
  what: string,
  options: {
    remove: (client: Dockerode) => Promise<unknown>;
    isInUse: (error: unknown) => boolean;
    timeoutMs?: number;
  },
): Promise<unknown> {
  const { remove, isInUse, timeoutMs = RELEASE_MS } = options;
  let inUse: unknown;
  const attempt = async (client: Dockerode): Promise<true | undefined> => {
    try {
      await ignoring([404], remove(client));
      return true;
    } catch (error) {
      if (!isInUse(error)) throw refusal(what, error);
      inUse = error;
      return undefined;
    }
  };
  const removed = await until(() => context.daemon.run(attempt), {
    timeoutMs,
    signal: context.signal,
    firstMs: 100,
    maxMs: 1000,
  });
  return removed ? undefined : inUse;
}
