import { createServer as createHttpServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";

/** A proxy on 127.0.0.1 that records where it connects to. */
export interface TestProxy {
  port: number;
  /** The targets of its connections, as HOST:PORT. */
  targets: string[];
  close(): Promise<void>;
}

/** A name that only the proxies resolve, so that a direct connection fails. */
export const PROXIED_NAME = "api.behind-the-proxy.invalid";
const hostOf = (name: string): string => (name === PROXIED_NAME ? "127.0.0.1" : name);

/** The credentials that the proxies require. */
export const PROXY_CREDENTIALS = "user:s3cr3t";

/** Starts a proxy with the method CONNECT. @param tls its certificate, for https */
export async function startConnectProxy(tls?: { cert: string; key: string }): Promise<TestProxy> {
  const targets: string[] = [];
  const server = tls === undefined ? createHttpServer() : createHttpsServer(tls);
  server.on("connect", ({ url, headers }: IncomingMessage, client: Duplex) => {
    const expected = `Basic ${Buffer.from(PROXY_CREDENTIALS).toString("base64")}`;
    if (headers["proxy-authorization"] !== expected) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n{"kind":"Status","code":404}');
      return;
    }
    targets.push(url!);
    const { hostname, port } = new URL(`tcp://${url}`);
    const upstream = connect(Number(port), hostOf(hostname), () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      join(client, upstream);
    });
  });
  return listen(server, targets);
}

/** Starts a SOCKS5 proxy (RFC 1928) with a user name and password (RFC 1929). */
export function startSocksProxy(): Promise<TestProxy> {
  const targets: string[] = [];
  const server = createServer((client) => void serveSocks(client, targets).catch(() => client.destroy()));
  return listen(server as unknown as Server, targets);
}

async function serveSocks(client: Socket, targets: string[]): Promise<void> {
  const read = reader(client);
  const [, methods] = await read(2);
  await read(methods!);
  client.write(Uint8Array.from([5, 2]));
  const text = async () => (await read((await read(1))[0]!)).toString();
  await read(1);
  const accepted = `${await text()}:${await text()}` === PROXY_CREDENTIALS;
  client.write(Uint8Array.from([1, accepted ? 0 : 1]));
  if (!accepted) return void client.end();
  const type = (await read(4))[3]!;
  const host = type === 3 ? await text() : [...(await read(4))].join(".");
  const port = (await read(2)).readUInt16BE();
  targets.push(`${host}:${port}`);
  const upstream = connect(port, hostOf(host), () => {
    client.write(Uint8Array.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
    join(client, upstream);
  });
}

/** Reads exact numbers of bytes from a paused socket. */
function reader(socket: Socket): (length: number) => Promise<Buffer> {
  socket.pause();
  return async (length) => {
    for (;;) {
      const bytes = length === 0 ? Buffer.alloc(0) : (socket.read(length) as Buffer | null);
      if (bytes !== null) return bytes;
      await new Promise((resolve, reject) => {
        socket.once("readable", resolve);
        socket.once("close", () => reject(new Error("closed")));
      });
    }
  };
}

function join(one: Duplex, other: Duplex): void {
  one.pipe(other).pipe(one);
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
  }
}

function listen(server: Server, targets: string[]): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        targets,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            sockets.forEach((socket) => socket.destroy());
          }),
      }),
    );
  });
}
