/** The HTTP status of a Docker daemon's error response; undefined for other errors. */
export const statusOf = (error: unknown): number | undefined =>
  (error as { statusCode?: number } | undefined)?.statusCode;

export const isConflict = (error: unknown): boolean => statusOf(error) === 409;

/** The daemon's own error text, without the text that the client adds. */
export function messageOf(error: unknown): string {
  const { json, message } = error as { json?: { message?: string }; message?: string };
  return (json?.message ?? message ?? String(error)).trim();
}

const LOST = ["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE", "ESSH", "ERR_STREAM_PREMATURE_CLOSE"];

/** True when the connection to the daemon, or the connection of the daemon to containerd, is lost. */
export function isConnectionLost(error: unknown): boolean {
  const status = statusOf(error);
  const { code } = error as { code?: string };
  if (status === undefined)
    return LOST.includes(code ?? "") || /socket hang up|^aborted$/.test(messageOf(error));
  return (
    status >= 500 &&
    /transport is closing|connection is (shut down|closing)|containerd\.sock|code = (Unavailable|Canceled)|context canceled/i.test(
      messageOf(error),
    )
  );
}

/** Hints for errors whose text contains none. */
const ADVICE: [RegExp, string][] = [
  [
    /no space left on device/i,
    "The disk of the daemon's data is full: free space there (`docker system df` shows what uses it)",
  ],
  [
    /(port is already allocated|address already in use)/i,
    "Another process listens on that port of the daemon's host: stop it, or choose another port",
  ],
  [
    /(privileged|operation not permitted|not allowed)/i,
    "The daemon's host does not allow that: remove `privileged` or the capability, or use another host",
  ],
  [/pool overlaps with other one/i, "Choose another subnet, or remove the network that has it"],
  [/network .* not found/i, "Use a network of the same daemon, such as the output of a docker.Network"],
];

/**
 * An error for the user: the failed operation, the daemon's text and, for known errors, a hint. Other
 * errors stay unchanged, and so does a lost connection, after which the operation is repeated.
 */
export function refusal(what: string, error: unknown): Error {
  if (statusOf(error) === undefined || isConnectionLost(error)) return error as Error;
  const message = messageOf(error);
  const advice = ADVICE.find(([pattern]) => pattern.test(message))?.[1];
  return new Error(`${what}: ${message}${advice === undefined ? "" : `. ${advice}`}`, { cause: error });
}

/** For the `catch` of a request: throws its {@link refusal}. */
export const refused =
  (what: string) =>
  (error: unknown): never => {
    throw refusal(what, error);
  };

/** Returns the result of a request; undefined when the daemon answers with one of these statuses. */
export async function ignoring<T>(statuses: readonly number[], request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (statuses.includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  }
}
