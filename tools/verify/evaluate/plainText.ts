/** The result of a plain-text request to a pod in the mesh. */
export type PlainTextOutcome =
  | { kind: "answered"; status: number }
  | { kind: "rejected"; reason: string }
  | { kind: "unreachable"; reason: string };

/** The message of the API server when a request that it forwards gets no HTTP answer. */
const NO_ANSWER = /error trying to reach service: *(.*)/is;
/** The peer closed the connection or answered with something other than HTTP, such as a TLS alert. */
const REJECTED = /EOF|reset by peer|broken pipe|closed|malformed HTTP response/i;

/**
 * Classifies the answer of the API server to a request that it forwards to a pod: the pod answered, it closed the
 * connection without an answer (as a proxy with strict mutual TLS does), or it is unreachable.
 */
export function plainTextOutcome({ status, text }: { status: number; text: string }): PlainTextOutcome {
  const message = statusMessage(text);
  if (message === undefined) return { kind: "answered", status };
  const reason = NO_ANSWER.exec(message)?.[1]?.trim();
  return reason !== undefined && REJECTED.test(reason)
    ? { kind: "rejected", reason }
    : { kind: "unreachable", reason: reason ?? message };
}

/** The message of an error of the API server itself; undefined if the pod answered. */
function statusMessage(text: string): string | undefined {
  try {
    const { kind, status, message } = JSON.parse(text) as Record<string, unknown>;
    return kind === "Status" && status === "Failure" ? String(message) : undefined;
  } catch {
    return undefined; // a page instead of JSON
  }
}
