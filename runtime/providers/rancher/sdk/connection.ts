import { z } from "zod";
import { nonEmpty, positive, string, text } from "../../framework/sdk/fields";

/** How to reach a Rancher 1.6 server, and the credentials: the input `server` of every Rancher resource. */
export const connection = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: "must be an http or https URL, such as http://192.0.2.10:8080" })
      .transform((url) => url.replace(/\/+$/, ""))
      .describe("Its URL without a path, `http://192.0.2.10:8080`."),
    caCertificate: text(
      "PEM of the authority that signed an https server's certificate. Default: Node's built-in ones.",
    ).optional(),
    username: text("An account of local access control. Not together with an API key.").optional(),
    password: nonEmpty.optional(),
    accessKey: text("The access key of an account API key.").optional(),
    secretKey: text("The secret key of an account API key.").optional(),
    requestTimeoutSeconds: positive(15, "Seconds per request."),
    unavailableSeconds: positive(
      300,
      "Seconds without a valid API response (no response, 5xx, or not JSON) before that is an error.",
    ),
    advice: string("What to check when the server does not answer, for the error message.").optional(),
    deleteUnreachable: z
      .boolean()
      .default(false)
      .describe(
        "Whether a deletion succeeds when the server does not answer: right when the server is deleted together with its resources.",
      ),
  })
  .refine(
    ({ username, password, accessKey, secretKey }) =>
      (username !== undefined && password !== undefined) !==
        (accessKey !== undefined && secretKey !== undefined) &&
      (username === undefined) === (password === undefined) &&
      (accessKey === undefined) === (secretKey === undefined),
    { error: "must have either username and password, or accessKey and secretKey" },
  )
  .meta({ typeName: "RancherConnection", description: "The Rancher 1.6 server, and the credentials." });
export type Connection = z.output<typeof connection>;
