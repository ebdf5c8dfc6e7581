import { z } from "zod";

/** How a Rancher 1.6 server is reached, and who asks: what every Rancher resource has as its input `server`. */
export const connection = z
  .strictObject({
    /** Its URL without a path, `http://192.0.2.10:8080`. */
    url: z
      .url({ protocol: /^https?$/, error: "must be an http or https URL, such as http://192.0.2.10:8080" })
      .transform((url) => url.replace(/\/+$/, "")),
    /** PEM of the authority that signed an https server's certificate. Default: those that Node trusts. */
    caCertificate: z.string().min(1).optional(),
    /** An account of local access control. Not together with an API key. */
    username: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    /** An account API key: its access key and its secret key. */
    accessKey: z.string().min(1).optional(),
    secretKey: z.string().min(1).optional(),
    /** How long one request may take. */
    requestTimeoutSeconds: z.number().positive().default(15),
    /** How long the API may go on answering not at all, with 5xx or with no JSON before that is an error. */
    unavailableSeconds: z.number().positive().default(300),
    /** What to look at where it does not answer, for the error's message. */
    advice: z.string().optional(),
    /**
     * Where the server does not answer, a deletion counts as done: right where the server goes together with what is on it.
     */
    deleteUnreachable: z.boolean().default(false),
  })
  .refine(
    ({ username, password, accessKey, secretKey }) =>
      (username !== undefined && password !== undefined) !==
        (accessKey !== undefined && secretKey !== undefined) &&
      (username === undefined) === (password === undefined) &&
      (accessKey === undefined) === (secretKey === undefined),
    { error: "must have either username and password, or accessKey and secretKey" },
  );
export type Connection = z.infer<typeof connection>;

/** How long a question may take that is asked only to see what has changed, or on the way out. */
const BRIEFLY_SECONDS = 5;

/** The same server, asked with less patience. */
export const briefly = (server: Connection): Connection => ({
  ...server,
  requestTimeoutSeconds: Math.min(server.requestTimeoutSeconds, BRIEFLY_SECONDS),
  unavailableSeconds: Math.min(server.unavailableSeconds, BRIEFLY_SECONDS),
});

/** The same server, asked to delete: one that may be gone is not waited for. */
export const forDeletion = (server: Connection): Connection =>
  server.deleteUnreachable ? briefly(server) : server;
