import type Docker from "dockerode";
import { daemonConfig } from "./config";
import { DaemonUnreachableError } from "./connectionError";
import type { DockerDaemon } from "./daemon";
import type { DaemonOptions } from "./daemonOptions";

/** Milliseconds for all requests together: a daemon may be busy or remote. */
const TIMEOUT = 60_000;

/** Loads the client on first use: loading is slow, and most commands use no Docker daemon. */
const lazyDaemon = () =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would need the built file's name
  require("./daemon") as typeof import("./daemon");

/** The daemon's address for messages: its host, or the name of its context. */
export function addressOf(options: DaemonOptions): string {
  const { host, context } = daemonConfig(options);
  return context === undefined || context === "default" ? host : `the context ${context}`;
}

/**
 * Runs an operation on a daemon, and repeats it if the daemon restarts meanwhile.
 * @throws when the daemon is unreachable or does not answer in time, or the operation's error
 */
export async function withDaemon<T>(
  options: DaemonOptions,
  operation: (client: Docker, daemon: DockerDaemon) => Promise<T>,
  timeoutMs = TIMEOUT,
): Promise<T> {
  const { DockerDaemon } = lazyDaemon();
  const limit = AbortSignal.timeout(timeoutMs);
  const daemon = new DockerDaemon(daemonConfig(options), limit);
  // Not every request of the client takes a signal.
  limit.addEventListener("abort", () => daemon.close());
  try {
    return await daemon.run((client) => operation(client, daemon));
  } catch (error) {
    if (!limit.aborted) throw error;
    throw new DaemonUnreachableError(daemon.endpoint, new Error(`no answer within ${timeoutMs / 1000} s`));
  } finally {
    daemon.close();
  }
}
