import { z } from "zod";

/** How to reach a Rancher 1.6 server, and the credentials: the input `server` of every Rancher resource. */
export const connection = z
  .strictObject({
    /** Its URL without a path, `http://192.0.2.10:8080`. */
    url: z
      .url({ protocol: /^https?$/, error: "must be an http or https URL, such as http://192.0.2.10:8080" })
      .transform((url) => url.replace(/\/+$/, "")),
    /** PEM of the authority that signed an https server's certificate. Default: Node's built-in ones. */
    caCertificate: z.string().min(1).optional(),
    /** An account of local access control. Not together with an API key. */
    username: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    /** An account API key: its access key and its secret key. */
    accessKey: z.string().min(1).optional(),
    secretKey: z.string().min(1).optional(),
    /** Seconds per request. */
    requestTimeoutSeconds: z.number().positive().default(15),
    /** Seconds without a valid API response (no response, 5xx, or not JSON) before that is an error. */
    unavailableSeconds: z.number().positive().default(300),
    /** What to check when the server does not answer, for the error message. */
    advice: z.string().optional(),
    /**
     * Whether a deletion succeeds when the server does not answer: right when the server is deleted together with its
     * resources.
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

/** Seconds for requests that only check for changes, or run at deletion. */
const BRIEFLY_SECONDS = 5;

/** The same server with a short time limit. */
export const briefly = (server: Connection): Connection => ({
  ...server,
  requestTimeoutSeconds: Math.min(server.requestTimeoutSeconds, BRIEFLY_SECONDS),
  unavailableSeconds: Math.min(server.unavailableSeconds, BRIEFLY_SECONDS),
});

/** The same server for a deletion, which does not wait for a server that may no longer exist. */
export const forDeletion = (server: Connection): Connection =>
  server.deleteUnreachable ? briefly(server) : server;
