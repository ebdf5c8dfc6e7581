import { connect, createServer, type Socket } from "node:net";

/** A TCP proxy on 127.0.0.1 whose connections a test can break. */
export interface BreakableProxy {
  port: number;
  /** Breaks all open connections. */
  cut(): void;
  close(): Promise<void>;
}

/** Starts a proxy for a port on 127.0.0.1. */
export function startProxy(target: number): Promise<BreakableProxy> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  };
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    track(client);
    track(upstream);
    client.pipe(upstream).pipe(client);
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      const close = () =>
        new Promise<void>((closed) => {
          server.close(() => closed());
          cut();
        });
      resolve({ port, cut, close });
    });
  });
}
