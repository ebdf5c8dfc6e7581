import { connect, createServer, type Socket } from "node:net";

/** Forwards a port of another local address to a port of 127.0.0.1, so that containers can reach it. */
export interface Forwarder {
  port: number;
  stop(): Promise<void>;
}

export async function forward(address: string, target: number): Promise<Forwarder> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
  };
  const server = createServer((incoming) => {
    const outgoing = connect(target, "127.0.0.1");
    track(incoming);
    track(outgoing);
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((done, failed) => server.once("error", failed).listen(0, address, done));
  const bound = server.address();
  return {
    port: typeof bound === "object" && bound !== null ? bound.port : 0,
    stop: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
