import type { Context, Drift } from "../../framework/resourceType";
import type { Connection } from "../sdk/connection";
import { UnavailableError } from "./answer";
import { RancherClient } from "./client";

/** Seconds for requests that only check for changes, or run at deletion. */
const BRIEFLY_SECONDS = 5;

/** The same server with a short time limit. */
export const briefly = (server: Connection): Connection => ({
  ...server,
  requestTimeoutSeconds: Math.min(server.requestTimeoutSeconds, BRIEFLY_SECONDS),
  unavailableSeconds: Math.min(server.unavailableSeconds, BRIEFLY_SECONDS),
});

/**
 * Returns the drift that a server reports.
 * @param unavailable the drift when the server does not answer. Default: none, because a later step waits for it.
 */
export async function driftOn(
  server: Connection,
  context: Context,
  look: (client: RancherClient) => Promise<Drift>,
  unavailable: Drift = { outputs: [] },
): Promise<Drift> {
  try {
    return await look(new RancherClient(briefly(server), context));
  } catch (error) {
    if (error instanceof UnavailableError) return unavailable;
    throw error;
  }
}

/** Deletes a resource on a server. With `deleteUnreachable`, a server that does not answer no longer exists. */
export async function deleteOn(
  server: Connection,
  context: Context,
  remove: (client: RancherClient) => Promise<void>,
): Promise<void> {
  try {
    await remove(new RancherClient(server.deleteUnreachable ? briefly(server) : server, context));
  } catch (error) {
    if (!(error instanceof UnavailableError) || !server.deleteUnreachable) throw error;
    context.log("warning", `${error.message}. Its resources there count as deleted with it`);
  }
}
