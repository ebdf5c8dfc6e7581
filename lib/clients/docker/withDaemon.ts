import type Docker from "dockerode";
import { daemonConfig } from "./config";
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
 * @throws when the daemon is unreachable, or the operation's error
 */
export async function withDaemon<T>(
  options: DaemonOptions,
  operation: (client: Docker, daemon: DockerDaemon) => Promise<T>,
): Promise<T> {
  const { DockerDaemon } = lazyDaemon();
  const daemon = new DockerDaemon(daemonConfig(options), AbortSignal.timeout(TIMEOUT));
  try {
    return await daemon.run((client) => operation(client, daemon));
  } finally {
    daemon.close();
  }
}
