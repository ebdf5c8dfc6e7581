import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A request to the server. */
export interface RecordedRequest {
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A server on loopback that answers every request and records it. */
export class RecordingServer {
  readonly requests: RecordedRequest[] = [];
  /** The status of the next answers. */
  status = 200;
  private readonly server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("end", () => {
      const { url = "", headers } = message;
      this.requests.push({ url, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(this.status).end();
    });
  });

  /** Starts a server on a free port. */
  static async start(): Promise<RecordingServer> {
    const recording = new RecordingServer();
    await new Promise<void>((resolve) => recording.server.listen(0, "127.0.0.1", resolve));
    return recording;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
