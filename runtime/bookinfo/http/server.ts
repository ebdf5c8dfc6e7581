import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { signedInUser } from "../user";
import type { Log } from "./log";
import { error, json, type Request, type Response } from "./messages";
import { answer, type Route } from "./router";

/** One of the sample's services. */
export interface Service {
  name: string;
  routes: readonly Route[];
  /** Releases resources such as connections. A service without such resources omits it. */
  close?(): void;
}

/** The maximum size of a request body in bytes. */
const MAXIMUM_BODY_BYTES = 16 * 1024;

/**
 * How long an idle connection stays open. A sidecar keeps its connections for an hour; if this side closed one just when
 * the sidecar used it, a request would fail.
 */
const KEEP_ALIVE_MS = 65 * 60 * 1000;

/** A listening service. */
export class ServiceServer {
  private readonly server: Server;
  private draining = false;

  /** @param log receives a line for every request */
  constructor(
    private readonly service: Service,
    private readonly log: Log,
  ) {
    this.server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, outgoing) => {
      void this.serve(incoming, outgoing);
    });
    this.server.on("clientError", (problem: NodeJS.ErrnoException, socket) => {
      this.log({ message: "bad request", reason: problem.code ?? problem.message });
      if (socket.writable && problem.code !== "ECONNRESET") {
        socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      } else socket.destroy();
    });
  }

  /**
   * Starts to listen.
   * @param address default: every address of the machine
   * @returns the port
   * @throws when it cannot listen, with the reason
   */
  listen(port: number, address: string | undefined): Promise<number> {
    return new Promise((resolve, reject) => {
      const where = `${address ?? "every address"}, port ${port}`;
      this.server.once("error", ({ code, message }: NodeJS.ErrnoException) => {
        const reason =
          code === "EADDRINUSE"
            ? "the port is taken; set another one with the second argument or PORT"
            : message;
        reject(new Error(`cannot listen on ${where}: ${reason}`));
      });
      this.server.listen(port, address, () => resolve((this.server.address() as AddressInfo).port));
    });
  }

  /** Reports that it is not ready. Still serves requests, but closes each connection after its response. */
  drain(): void {
    this.draining = true;
  }

  /** Accepts no new connections, completes pending requests, and closes. */
  close(): Promise<void> {
    this.draining = true;
    return new Promise((resolve) => {
      this.server.close(() => {
        this.service.close?.();
        resolve();
      });
      this.server.closeIdleConnections();
    });
  }

  /** Closes the remaining connections after `close`. */
  abort(): void {
    this.server.closeAllConnections();
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const started = performance.now();
    const path = incoming.url!.split("?", 1)[0]!;
    outgoing.once("close", () => {
      this.log({
        method: incoming.method,
        path,
        status: outgoing.statusCode,
        ...(outgoing.writableFinished ? {} : { aborted: true }),
        milliseconds: Math.round(performance.now() - started),
        requestId: incoming.headers["x-request-id"],
        traceId: incoming.headers["x-b3-traceid"],
        user: signedInUser(incoming.headers.cookie) ?? incoming.headers["end-user"],
      });
    });
    const reply = await this.reply(incoming, path);
    // The rest of an unread body would be parsed as the next request.
    if (this.draining || !incoming.complete) outgoing.shouldKeepAlive = false;
    outgoing
      .writeHead(reply.status, {
        ...reply.headers,
        "content-length": Buffer.byteLength(reply.body),
        "x-content-type-options": "nosniff",
      })
      .end(reply.body);
  }

  /** Returns a response in every case. */
  private async reply(incoming: IncomingMessage, path: string): Promise<Response> {
    try {
      const body = await readBody(incoming);
      if (body === undefined) return error(413, `the body is longer than ${MAXIMUM_BODY_BYTES} bytes`);
      const request: Request = { method: incoming.method!, path, headers: incoming.headers, body };
      return await answer([this.health(), ...this.service.routes], request);
    } catch (problem) {
      this.log({ message: "request failed", path, reason: String(problem) });
      return error(500, "internal error; the log of the service contains the reason");
    }
  }

  /** Readiness, for probes. */
  private health(): Route {
    const status = this.draining
      ? json(503, { status: `${this.service.name} is shutting down` })
      : json(200, { status: `${this.service.name} is healthy` });
    return { method: "GET", path: /^\/health$/, handle: () => status };
  }
}

/** Returns the body as text, or undefined if it is too long. */
async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop would close the connection before the response.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > MAXIMUM_BODY_BYTES) return undefined;
  }
  return Buffer.concat(chunks).toString("utf8");
}
