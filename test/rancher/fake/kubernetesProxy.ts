import type { IncomingMessage, ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Accounts } from "./accounts";
import type { Agents } from "./agents";
import type { Store } from "./store";

/** A real API server, and the fake's credentials for it. */
export interface Upstream {
  /** `https://127.0.0.1:6443` */
  server: string;
  /** PEM. */
  ca: string;
  cert: string;
  key: string;
  /** The name in the server's certificate, if it differs from the URL's. */
  serverName?: string;
}

/** `/r/projects/<id>/kubernetes:6443`: the environment's Kubernetes, for API keys. */
export class KubernetesProxy {
  constructor(
    private readonly upstream: Upstream | undefined,
    private readonly store: Store,
    private readonly accounts: Accounts,
    private readonly agents: Agents,
  ) {}

  handle(request: IncomingMessage, response: ServerResponse): void {
    const match = /^\/r\/projects\/([^/]+)\/kubernetes:6443(\/.*)?$/.exec(request.url ?? "");
    const project = match === null ? undefined : this.store.get("project", match[1]!);
    const status = project === undefined ? 404 : this.statusFor(request, project.id);
    if (status !== 200) {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", code: status }));
      return;
    }
    this.forward(request, response, match![2] ?? "/");
  }

  private statusFor(request: IncomingMessage, project: string): number {
    // The token is the header of HTTP basic authentication, in base64.
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const basic = Buffer.from(token, "base64").toString();
    try {
      if (!basic.startsWith("Basic ") || this.accounts.caller(basic).kind !== "admin") return 401;
    } catch {
      return 401;
    }
    const stack = this.store
      .of("stack")
      .find(({ accountId, fields }) => accountId === project && fields.name === "kubernetes");
    const healthy = stack !== undefined && this.agents.healthOf(stack) === "healthy";
    return healthy && this.upstream !== undefined ? 200 : 503;
  }

  private forward(request: IncomingMessage, response: ServerResponse, path: string): void {
    const { server, ca, cert, key, serverName } = this.upstream!;
    const headers = { ...request.headers };
    for (const name of ["authorization", "host", "connection"]) delete headers[name];
    const outgoing = httpsRequest(
      new URL(path, server),
      { method: request.method!, headers, ca, cert, key, ...(serverName && { servername: serverName }) },
      (incoming) => {
        response.writeHead(incoming.statusCode ?? 502, incoming.headers);
        response.flushHeaders();
        incoming.pipe(response);
        response.on("close", () => incoming.destroy());
      },
    );
    outgoing.on("error", () => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
    response.on("close", () => outgoing.destroy());
    request.pipe(outgoing);
  }
}
