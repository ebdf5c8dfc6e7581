import { z } from "zod";

/** A resource input that selects a Docker daemon, with the fields and defaults of `docker.Provider`. */
export const daemonOptions = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .optional()
      .describe(
        "`unix:///var/run/docker.sock`, `tcp://HOST:2376` or `ssh://USER@HOST`. Default: $DOCKER_HOST, else the local daemon.",
      ),
    context: z.string().min(1).optional().describe("A Docker CLI context; excludes a host."),
    sshOpts: z
      .array(z.string().min(1))
      .optional()
      .describe("Additional arguments for ssh. Default: $DOCKER_SSH_OPTS."),
    certPath: z
      .string()
      .min(1)
      .optional()
      .describe("A folder with `ca.pem`, `cert.pem` and `key.pem`, for TCP with TLS. Default: none."),
    caMaterial: z
      .string()
      .min(1)
      .optional()
      .describe("The PEM of the CA certificate, instead of `certPath`."),
    certMaterial: z.string().min(1).optional().describe("The PEM of the client certificate."),
    keyMaterial: z.string().min(1).optional().describe("The PEM of the client key."),
  })
  .meta({
    typeName: "DockerDaemon",
    description: "Selects a Docker daemon, with the fields of `docker.Provider`.",
  });

/** Selects a Docker daemon, with the option names of the Docker CLI and `docker.Provider`. */
export type DaemonOptions = z.output<typeof daemonOptions>;
