/** The outcome of one request. */
export type Outcome =
  | { status: number; contentType: string; body: string }
  /** No response. `arrived`: the request may have reached the server. */
  | { reason: string; arrived: boolean };

/** How the caller must treat an outcome. */
export type Verdict =
  | { kind: "answer"; value: unknown }
  | { kind: "missing" }
  /** The server is unavailable now. `arrived`: it may have executed the request. */
  | { kind: "unavailable"; reason: string; arrived: boolean }
  | { kind: "refused"; error: RancherError };

/** The API rejects the request; a retry does not help. */
export class RancherError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
    this.name = "RancherError";
  }
}

/** The server has not answered as an API for too long. */
export class UnavailableError extends Error {
  constructor(
    message: string,
    /** Whether the request may have been executed anyway. */
    readonly arrived: boolean,
  ) {
    super(message);
    this.name = "UnavailableError";
  }
}

/** Temporary responses: the server starts, a proxy does not reach it, or it limits requests. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];

/** Evaluates an outcome. @param what describes the request without secrets: `GET http://…/v2-beta/projects` */
export function evaluate(outcome: Outcome, what: string): Verdict {
  if ("reason" in outcome) return { kind: "unavailable", ...outcome };
  const { status, body } = outcome;
  const parsed = jsonOf(outcome);
  if (PASSING.includes(status)) {
    return { kind: "unavailable", reason: `it answers ${status}${detailOf(parsed)}`, arrived: true };
  }
  if (status === 401) return refused(status, `${what}: the server does not accept the credentials`);
  if (status === 403) {
    return refused(status, `${what}: the account may not do this (403)${detailOf(parsed)}`);
  }
  if (status === 404 && (parsed !== undefined || body === "")) return { kind: "missing" };
  if (status >= 200 && status < 300) {
    if (body === "") return { kind: "answer", value: undefined };
    if (parsed !== undefined) return { kind: "answer", value: parsed };
  }
  // Rancher sends a page while it starts, as do proxies and other programs on the port.
  if (parsed === undefined) {
    const kind = /html/i.test(outcome.contentType) ? "an HTML page" : "content that is not JSON";
    return { kind: "unavailable", reason: `it answers ${status} with ${kind}`, arrived: false };
  }
  return refused(status, `${what}: the server rejects it (${status})${detailOf(parsed)}`);
}

const refused = (status: number, message: string): Verdict => ({
  kind: "refused",
  error: new RancherError(message, status),
});

function jsonOf({ contentType, body }: { contentType: string; body: string }): object | undefined {
  if (/html/i.test(contentType)) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The code, field and message of an API error. */
function detailOf(parsed: unknown): string {
  const { code, fieldName, message, detail } = (parsed ?? {}) as Record<string, unknown>;
  const parts = [code, fieldName, message, detail].filter((part) => typeof part === "string" && part !== "");
  return parts.length === 0 ? "" : `: ${[...new Set(parts)].join(", ")}`;
}
