import type Docker from "dockerode";
import { z } from "zod";
import { daemonConfig, type DaemonOptions } from "./config";
import type { DockerDaemon } from "./daemon";

/** Milliseconds for all answers together: a daemon may be busy or remote. */
const TIMEOUT = 60_000;

/** A resource's input that names a Docker daemon: the fields of `docker.Provider` that do so, with its defaults. */
export const daemonOptions = z.strictObject({
  /** `unix:///var/run/docker.sock`, `tcp://HOST:2376`, `ssh://USER@HOST`. Default: $DOCKER_HOST, else this machine's daemon. */
  host: z.string().min(1).optional(),
  /** A context of the Docker CLI, instead of a host. */
  context: z.string().min(1).optional(),
  /** PEM of the authority, certificate and key for TLS. */
  caMaterial: z.string().min(1).optional(),
  certMaterial: z.string().min(1).optional(),
  keyMaterial: z.string().min(1).optional(),
  /** A folder with ca.pem, cert.pem and key.pem, instead of the three. */
  certPath: z.string().min(1).optional(),
  /** Options for ssh. */
  sshOpts: z.array(z.string()).optional(),
});

/** Loaded on first use: the client takes a while to load, and most commands use no Docker daemon. */
const lazyDaemon = () =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would need the built file's name
  require("./daemon") as typeof import("./daemon");

/** The daemon's address for messages: its host, or the name of its context. */
export function addressOf(options: DaemonOptions): string {
  const { host, context } = daemonConfig(options);
  return context === undefined || context === "default" ? host : `the context ${context}`;
}

/**
 * Runs an operation on a daemon. When the daemon restarts meanwhile, the operation runs again.
 * @throws when the daemon cannot be reached, or as the operation does
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
