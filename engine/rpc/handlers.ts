import { type handleUnaryCall, type ServiceError, status } from "@grpc/grpc-js";
import { NotSupportedError } from "../deploy/messages";
import { StoppedError } from "../deploy/stepExecutor";

/** A handler that answers what `handle` returns. What it throws is the answer's error, with a code that SDKs know. */
export function unary<Request, Response>(
  handle: (request: Request) => Promise<Response> | Response,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => handle(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(rpcError(error)),
      );
  };
}

function rpcError(error: unknown): Partial<ServiceError> {
  // The SDK ends the program quietly when the monitor is not there any more.
  if (error instanceof StoppedError) return { code: status.UNAVAILABLE, details: error.message };
  return { code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) };
}

/** A handler for what this engine does not serve: an error that names it. */
export function unsupported(feature: string): handleUnaryCall<unknown, unknown> {
  return unary<unknown, unknown>(() => {
    throw new NotSupportedError(feature);
  });
}
