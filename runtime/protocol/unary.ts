import type { handleUnaryCall, ServiceError } from "@grpc/grpc-js";

/** Makes handlers that answer what `handle` returns, and `toError` of what it throws. */
export function unaryWith(toError: (error: unknown) => Partial<ServiceError>) {
  return <Request, Response>(
      handle: (request: Request) => Promise<Response> | Response,
    ): handleUnaryCall<Request, Response> =>
    (call, callback) => {
      Promise.resolve()
        .then(() => handle(call.request))
        .then(
          (response) => callback(null, response),
          (error: unknown) => callback(toError(error)),
        );
    };
}
