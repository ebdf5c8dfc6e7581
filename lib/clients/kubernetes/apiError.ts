import { mapsAt, numberAt, textAt, type JsonMap } from "./object";

/** An unsuccessful response of the API server: its `Status` object. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** The HTTP status code. */
    readonly code: number,
    /** `NotFound`, `AlreadyExists`, `Conflict`, `Invalid`, `Forbidden`, … */
    readonly reason: string,
    readonly causes: readonly { field: string; message: string; reason: string }[],
    /** The object or collection that the error is about. */
    readonly details: { kind: string; name: string; retryAfterSeconds?: number },
  ) {
    super(message);
    this.name = "ApiError";
  }

  get isNotFound(): boolean {
    return this.code === 404;
  }
  get isConflict(): boolean {
    return this.code === 409;
  }
  get isInvalid(): boolean {
    return this.code === 422;
  }
  get isForbidden(): boolean {
    return this.code === 403;
  }
}

/** True for the answer that no such object exists. */
export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.isNotFound;

/** Converts a response body: a Status object, or plain text from a proxy. */
export function apiErrorOf(code: number, body: JsonMap | string): ApiError {
  if (typeof body === "string") {
    const text = body.trim().slice(0, 500);
    return new ApiError(text === "" ? `the API server answered ${code}` : text, code, "", [], {
      kind: "",
      name: "",
    });
  }
  return new ApiError(
    textAt(body, "message") ?? `the API server answered ${code}`,
    numberAt(body, "code") ?? code,
    textAt(body, "reason") ?? "",
    mapsAt(body, "details", "causes").map((cause) => ({
      field: textAt(cause, "field") ?? "",
      message: textAt(cause, "message") ?? "",
      reason: textAt(cause, "reason") ?? "",
    })),
    {
      kind: textAt(body, "details", "kind") ?? "",
      name: textAt(body, "details", "name") ?? "",
      retryAfterSeconds: numberAt(body, "details", "retryAfterSeconds"),
    },
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
