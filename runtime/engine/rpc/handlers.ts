import { type handleUnaryCall, type ServiceError, status } from "@grpc/grpc-js";
import { unaryWith } from "../../protocol/unary";
import { NotSupportedError } from "../deploy/messages";
import { StoppedError } from "../deploy/stepExecutor";

/** A handler that answers what its function returns. What that throws is the answer's error, with a code that SDKs know. */
export const unary = unaryWith(rpcError);

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
