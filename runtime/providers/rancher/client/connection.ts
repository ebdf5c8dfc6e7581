import type { Connection } from "../sdk/connection";

/** Seconds for requests that only check for changes, or run at deletion. */
const BRIEFLY_SECONDS = 5;

/** The same server with a short time limit. */
export const briefly = (server: Connection): Connection => ({
  ...server,
  requestTimeoutSeconds: Math.min(server.requestTimeoutSeconds, BRIEFLY_SECONDS),
  unavailableSeconds: Math.min(server.unavailableSeconds, BRIEFLY_SECONDS),
});

/** The same server for a deletion, which does not wait for a server that may no longer exist. */
export const forDeletion = (server: Connection): Connection =>
  server.deleteUnreachable ? briefly(server) : server;
