import type { handleUnaryCall, ServiceError } from "@grpc/grpc-js";

/** Creates handlers that respond with the result of `handle`, or with its error, converted by `toError`. */
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
