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

/**
 * The longest error text in bytes. A byte takes up to three in the headers, and a caller in Node.js waits without end
 * for headers above 64 KiB.
 */
const TEXT_LIMIT = 16 * 1024;

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

/** Removes the middle of a long error text. Replaces characters that UTF-8 cannot represent, which gRPC cannot send. */
function sendable(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= TEXT_LIMIT) return bytes.toString();
  const half = TEXT_LIMIT / 2;
  const omitted = `\n[${bytes.length - TEXT_LIMIT} bytes omitted]\n`;
  return `${bytes.subarray(0, half).toString()}${omitted}${bytes.subarray(-half).toString()}`;
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
          (error: unknown) => {
            const { details = "", ...others } = toError(error);
            callback({ ...others, details: sendable(details) });
          },
        );
    };
}
