import { mapsAt, numberAt, textAt, type JsonMap } from "./object";

/** An answer of the API server other than success: its `Status` object. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** The HTTP status code. */
    readonly code: number,
    /** `NotFound`, `AlreadyExists`, `Conflict`, `Invalid`, `Forbidden`, … */
    readonly reason: string,
    readonly causes: readonly { field: string; message: string; reason: string }[],
    /** What the answer is about: `namespaces`, the name of one. */
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

/** The error in an answer's body, which is a Status object, or plain text where a proxy answered. */
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

/** No API server answers at the configured address, or it is not the one that was expected (TLS). */
export class ClusterUnreachableError extends Error {
  constructor(readonly reason: string) {
    super(`configured Kubernetes cluster is unreachable: ${reason}`);
    this.name = "ClusterUnreachableError";
  }
}

/** The server serves no such API type: no such group and version, or no such kind in it. */
export class NoMatchError extends Error {
  constructor(apiVersion: string, kind: string) {
    super(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
    this.name = "NoMatchError";
  }
}
