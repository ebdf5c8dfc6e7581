import { type handleUnaryCall, type ServiceError, status } from "@grpc/grpc-js";
import { unaryWith } from "../../protocol/rpcChannel";
import { NotSupportedError } from "../deploy/messages";
import { StoppedError } from "../deploy/stepExecutor";
import { messageOf } from "../workspace/userError";

/** A handler that responds with its function's result, or with its error and a code that SDKs recognize. */
export const unary = unaryWith(rpcError);

function rpcError(error: unknown): Partial<ServiceError> {
  // The SDK ends the program silently when the monitor is unavailable.
  if (error instanceof StoppedError) return { code: status.UNAVAILABLE, details: error.message };
  return { code: status.UNKNOWN, details: messageOf(error) };
}

/** A handler for an unsupported feature: an error that names it. */
export function unsupported(feature: string): handleUnaryCall<unknown, unknown> {
  return unary<unknown, unknown>(() => {
    throw new NotSupportedError(feature);
  });
}
