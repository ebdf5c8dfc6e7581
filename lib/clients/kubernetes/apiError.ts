import { mapsAt, numberAt, textAt, type JsonMap } from "./object";

/** An unsuccessful response of the API server: its `Status` object. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** The HTTP status code. */
    readonly code: number,
    /** `NotFound`, `AlreadyExists`, `Conflict`, `Invalid`, `Forbidden`, … */
    readonly reason = "",
    /** The message of each cause, such as one conflicting field. */
    readonly causes: readonly string[] = [],
    /** Seconds after which the server asks for another attempt. */
    readonly retryAfter = 0,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

const withCode =
  (code: number) =>
  (error: unknown): boolean =>
    error instanceof ApiError && error.code === code;

export const isUnauthorized = withCode(401);
export const isForbidden = withCode(403);
/** True for the answer that no such object exists. */
export const isNotFound = withCode(404);
export const isConflict = withCode(409);
export const isInvalid = withCode(422);

/** Converts a response body: a Status object, or plain text from a proxy. */
export function apiErrorOf(code: number, body: JsonMap | string): ApiError {
  const unexplained = `the API server answered ${code}`;
  if (typeof body === "string") return new ApiError(body.trim().slice(0, 500) || unexplained, code);
  return new ApiError(
    textAt(body, "message") ?? unexplained,
    numberAt(body, "code") ?? code,
    textAt(body, "reason"),
    mapsAt(body, "details", "causes").map((cause) => textAt(cause, "message") ?? ""),
    numberAt(body, "details", "retryAfterSeconds"),
  );
}

/** No API server answers at the configured address, or TLS fails. */
export class ClusterUnreachableError extends Error {
  constructor(readonly reason: string) {
    super(`configured Kubernetes cluster is unreachable: ${reason}`);
    this.name = "ClusterUnreachableError";
  }
}

/** The server does not serve this group, version or kind. */
export class NoMatchError extends Error {
  constructor(apiVersion: string, kind: string) {
    super(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
    this.name = "NoMatchError";
  }
}
