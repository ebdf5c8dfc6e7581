import {
  type ChannelOptions,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceError,
} from "@grpc/grpc-js";

/** Options of all gRPC clients and servers: the message size limit of Pulumi's SDKs, 400 MB. */
export const CHANNEL_OPTIONS: ChannelOptions = {
  "grpc.max_receive_message_length": 400 * 1024 * 1024,
  "grpc.max_send_message_length": 400 * 1024 * 1024,
};

/** Starts a gRPC server on a free port of 127.0.0.1. */
export async function listen(
  addServices: (server: Server) => void,
): Promise<{ port: number; address: string; close(): void }> {
  const server = new Server(CHANNEL_OPTIONS);
  addServices(server);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

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
