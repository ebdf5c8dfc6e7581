import type Docker from "dockerode";
import { z } from "zod";
import { parseProviderConfig } from "../docker/config";
import type { Engine } from "../docker/client/engine";

/** Milliseconds for all answers of an engine: one that is busy, or far away, takes its time. */
const TIMEOUT = 60_000;

/** Which Docker engine: the fields of @pulumi/docker's Provider that say so, and with the defaults that it has. */
export const dockerDaemon = z.strictObject({
  /** `unix:///var/run/docker.sock`, `tcp://HOST:2376`, `ssh://USER@HOST`. Default: $DOCKER_HOST, else the machine's own. */
  host: z.string().min(1).optional(),
  /** A context of the Docker CLI, in the place of a host. */
  context: z.string().min(1).optional(),
  /** PEM of the authority, certificate and key for TLS. */
  caMaterial: z.string().min(1).optional(),
  certMaterial: z.string().min(1).optional(),
  keyMaterial: z.string().min(1).optional(),
  /** A folder with ca.pem, cert.pem and key.pem, in the place of the three. */
  certPath: z.string().min(1).optional(),
  /** Options for ssh. */
  sshOpts: z.array(z.string()).optional(),
});

export type DockerDaemon = z.infer<typeof dockerDaemon>;

/** Its client takes a while to load, and most commands ask no Docker engine. */
const lazyEngine = () =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would need the built file's name
  require("../docker/client/engine") as typeof import("../docker/client/engine");

/** The address of the engine that is meant, as the provider docker takes it: given, by a context, or by the environment. */
export function addressOf(docker: DockerDaemon): string {
  const { host, context } = parseProviderConfig(docker);
  return context === undefined || context === "default" ? host : `the context ${context}`;
}

/**
 * Asks an engine, by the provider docker's own client. Where the engine goes away meanwhile, the operation is done again.
 * @throws when it cannot be reached, or as the operation does
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
