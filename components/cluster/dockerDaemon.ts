import { z } from "zod";
import { daemonOptions } from "../../lib/clients/docker/daemonOptions";
import { type Problem, problemIf } from "../../lib/schemaProblems";
import { secretText } from "../fields";

/** The connection to a Docker daemon, in the form of the official tools. */
export const dockerDaemon = daemonOptions
  .omit({ context: true })
  .extend({
    host: z
      .string()
      .regex(/^(unix:\/\/\/|tcp:\/\/|ssh:\/\/).+$/)
      .meta({ expected: "unix:///PATH, tcp://HOST:PORT or ssh://USER@HOST" })
      .optional()
      .describe("The address of the Docker daemon. Default: $DOCKER_HOST, else the daemon of this machine."),
    sshOpts: daemonOptions.shape.sshOpts.describe(
      "Options for ssh, such as `-i` and a key file. Default: none.",
    ),
    keyMaterial: secretText
      .optional()
      .describe(
        "The PEM of the client key. Set it with `pulumi config set --secret --path cluster.docker.keyMaterial`.",
      ),
  })
  .optional()
  .describe("The Docker daemon that runs the containers.");

/** Finds the problems that depend on several keys of a daemon: two ways to configure TLS, or options of another protocol. */
export function dockerDaemonProblems(path: string, daemon: z.output<typeof dockerDaemon> = {}): Problem[] {
  const { certPath, caMaterial, certMaterial, host, sshOpts } = daemon;
  const usesTls = (certPath ?? caMaterial ?? certMaterial) !== undefined;
  return [
    ...problemIf(certPath !== undefined && (caMaterial ?? certMaterial) !== undefined, {
      path: `${path}.certPath`,
      found: certPath,
      expected: "either certPath or the keys caMaterial, certMaterial and keyMaterial",
    }),
    ...problemIf(sshOpts !== undefined && host?.startsWith("ssh://") !== true, {
      path: `${path}.sshOpts`,
      found: sshOpts,
      expected: "no value, or host: ssh://USER@HOST",
    }),
    ...problemIf(host !== undefined && !host.startsWith("tcp://") && usesTls, {
      path: `${path}.host`,
      found: host,
      expected: "tcp://HOST:PORT, since TLS is configured",
    }),
  ];
}
