import type Docker from "dockerode";
import { z } from "zod";
import { parseProviderConfig } from "../docker/config";
import type { Engine } from "../docker/client/engine";

/** Milliseconds for one operation, for busy or remote daemons too. */
const TIMEOUT = 60_000;

/** Which Docker daemon: the fields of @pulumi/docker's Provider that select one, with the same defaults. */
export const dockerDaemon = z.strictObject({
  /** `unix:///var/run/docker.sock`, `tcp://HOST:2376`, `ssh://USER@HOST`. Default: $DOCKER_HOST, else the machine's own. */
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

export type DockerDaemon = z.infer<typeof dockerDaemon>;

/** Loads the client late: it is large, and most commands use no Docker daemon. */
const lazyEngine = () =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would need the built file's name
  require("../docker/client/engine") as typeof import("../docker/client/engine");

/** The daemon's address, as the provider docker resolves it: given, by a context, or by the environment. */
export function addressOf(docker: DockerDaemon): string {
  const { host, context } = parseProviderConfig(docker);
  return context === undefined || context === "default" ? host : `the context ${context}`;
}

/**
 * Runs an operation with a client of the daemon, again when the connection breaks.
 * @throws when the daemon cannot be reached, or as the operation does
 */
export async function withDaemon<T>(
  docker: DockerDaemon,
  operation: (client: Docker, engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = lazyEngine().Engine.of(parseProviderConfig(docker), AbortSignal.timeout(TIMEOUT));
  try {
    return await engine.run((client) => operation(client, engine));
  } finally {
    engine.close();
  }
}
