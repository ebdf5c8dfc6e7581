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
    caMaterial: z.string().min(1).optional().describe("PEM of the certificate authority for TLS."),
    certMaterial: z.string().min(1).optional().describe("PEM of the client's certificate for TLS."),
    keyMaterial: z.string().min(1).optional().describe("PEM of the client's key for TLS."),
    certPath: z
      .string()
      .min(1)
      .optional()
      .describe("A folder that contains ca.pem, cert.pem and key.pem; excludes the three PEM inputs."),
    sshOpts: z
      .array(z.string())
      .optional()
      .describe("Additional arguments for ssh. Default: $DOCKER_SSH_OPTS."),
  })
  .meta({
    typeName: "DockerDaemon",
    description: "Selects a Docker daemon, with the fields of `docker.Provider`.",
  });

/** Selects a Docker daemon, with the option names of the Docker CLI and `docker.Provider`. */
export type DaemonOptions = z.output<typeof daemonOptions>;
