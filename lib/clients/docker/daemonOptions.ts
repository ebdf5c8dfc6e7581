import { z } from "zod";

const nonEmpty = z.string().min(1);
const text = (description: string) => nonEmpty.optional().describe(description);

/** A resource input that selects a Docker daemon, with the fields and defaults of `docker.Provider`. */
export const daemonOptions = z
  .strictObject({
    host: text(
      "`unix:///var/run/docker.sock`, `tcp://HOST:2376` or `ssh://USER@HOST`. Default: $DOCKER_HOST, else the local daemon.",
    ),
    context: text("A Docker CLI context; excludes a host."),
    sshOpts: z
      .array(nonEmpty)
      .optional()
      .describe("Additional arguments for ssh. Default: $DOCKER_SSH_OPTS."),
    certPath: text("A folder with `ca.pem`, `cert.pem` and `key.pem`, for TCP with TLS. Default: none."),
    caMaterial: text("The PEM of the CA certificate, instead of `certPath`."),
    certMaterial: text("The PEM of the client certificate."),
    keyMaterial: text("The PEM of the client key."),
  })
  .meta({
    typeName: "DockerDaemon",
    description: "Selects a Docker daemon, with the fields of `docker.Provider`.",
  });

/** Selects a Docker daemon, with the option names of the Docker CLI and `docker.Provider`. */
export type DaemonOptions = z.output<typeof daemonOptions>;
