import { z } from "zod";
import { secretText } from "../fields";

/** A Docker engine, as the official tools name one. */
export const dockerDaemon = z
  .strictObject({
    host: z
      .string()
      .regex(/^(unix:\/\/\/|tcp:\/\/|ssh:\/\/).+$/)
      .meta({ allowed: "unix:///PATH, tcp://HOST:PORT or ssh://USER@HOST" })
      .optional()
      .describe("The engine's address. Default: $DOCKER_HOST, else this machine's own."),
    sshOpts: z
      .array(z.string().min(1))
      .optional()
      .describe("Options for ssh, such as `-i` and a key's file. Default: none."),
    certPath: z
      .string()
      .min(1)
      .optional()
      .describe("A folder with `ca.pem`, `cert.pem` and `key.pem`, for tcp with TLS. Default: none."),
    caMaterial: z
      .string()
      .min(1)
      .optional()
      .describe("PEM of the authority of the engine's certificate, in the place of the folder."),
    certMaterial: z.string().min(1).optional().describe("PEM of the client's certificate."),
    keyMaterial: secretText
      .optional()
      .describe(
        "PEM of the client's key. Set it with `pulumi config set --secret --path cluster.docker.keyMaterial`.",
      ),
  })
  .optional()
  .describe("The Docker engine that runs the containers.");
