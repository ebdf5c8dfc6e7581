import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { createServer, type Server, type Socket } from "node:net";

export interface TlsFiles {
  cert: string;
  key: string;
}

/** The first byte of a TLS connection: a handshake. */
const HANDSHAKE = 0x16;

/** http and https on one port, as in Rancher. */
export class Listener {
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
  }

  static async start(
    tls: TlsFiles,
    listener: RequestListener,
    { port = 0, address = "127.0.0.1" }: { port?: number; address?: string },
  ): Promise<Listener> {
    const http = createHttp(listener);
    const https = createHttps(tls, listener);
    const server = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("data", (first: Buffer) => {
        socket.pause();
        socket.unshift(first);
        (first[0] === HANDSHAKE ? https : http).emit("connection", socket);
        process.nextTick(() => socket.resume());
      });
    });
    const started = new Listener(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, address, resolve);
    });
    return started;
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
