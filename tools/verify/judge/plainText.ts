/** How a plain-text request to a pod in the mesh ended. */
export type PlainTextOutcome =
  | { kind: "answered"; status: number }
  | { kind: "refused"; reason: string }
  | { kind: "not reached"; reason: string };

/** What an API server says when there came no HTTP answer to a request that it passed on. */
const NO_ANSWER = /error trying to reach service: *(.*)/is;
/** The connection was made; the other side ended it, or answered with something that is not HTTP (an alert of TLS). */
const REFUSED = /EOF|reset by peer|broken pipe|closed|malformed HTTP response/i;

/**
 * What an API server's answer says of a request that it passed on to a pod: whether the pod answered, ended the
 * connection without an answer, as a proxy does that takes mutual TLS only, or could not be reached at all.
 */
export function plainTextOutcome({ status, text }: { status: number; text: string }): PlainTextOutcome {
  const message = statusMessage(text);
  if (message === undefined) return { kind: "answered", status };
  const reason = NO_ANSWER.exec(message)?.[1]?.trim();
  return reason !== undefined && REFUSED.test(reason)
    ? { kind: "refused", reason }
    : { kind: "not reached", reason: reason ?? message };
}

/** The message of a failure that the API server itself has to tell; undefined where the pod answered. */
function statusMessage(text: string): string | undefined {
  try {
    const { kind, status, message } = JSON.parse(text) as Record<string, unknown>;
    return kind === "Status" && status === "Failure" ? String(message) : undefined;
  } catch {
    return undefined; // no JSON: a page
  }
}
