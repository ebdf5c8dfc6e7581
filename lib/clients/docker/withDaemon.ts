import type Docker from "dockerode";
import { z } from "zod";
import { daemonConfig, type DaemonOptions } from "./config";
import type { DockerDaemon } from "./daemon";

/** Milliseconds for all requests together: a daemon may be busy or remote. */
const TIMEOUT = 60_000;

/** A resource input that selects a Docker daemon, with the fields and defaults of `docker.Provider`. */
export const daemonOptions = z.strictObject({
  /**
   * `unix:///var/run/docker.sock`, `tcp://HOST:2376` or `ssh://USER@HOST`. Default: $DOCKER_HOST, else the local
   * daemon.
   */
  host: z.string().min(1).optional(),
  /** A Docker CLI context; excludes a host. */
  context: z.string().min(1).optional(),
  /** PEM of the certificate authority, certificate and key for TLS. */
  caMaterial: z.string().min(1).optional(),
  certMaterial: z.string().min(1).optional(),
  keyMaterial: z.string().min(1).optional(),
  /** A folder that contains ca.pem, cert.pem and key.pem; excludes the three PEM inputs. */
  certPath: z.string().min(1).optional(),
  /** Additional arguments for ssh. */
  sshOpts: z.array(z.string()).optional(),
});

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
  const daemon = lazyDaemon().DockerDaemon.of(daemonConfig(options), AbortSignal.timeout(TIMEOUT));
  try {
    return await daemon.run((client) => operation(client, daemon));
  } finally {
    daemon.close();
  }
}
