import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, type AgentOptions, request as httpsRequest } from "node:https";
import { checkServerIdentity } from "node:tls";
import type { Authentication } from "./credentials";
import type { Connection } from "./connection";

export interface RequestOptions {
  body?: string;
  contentType?: string;
  /** Default: `application/json`. */
  accept?: string;
  signal?: AbortSignal;
  /**
   * True for a watch: it occupies its connection for long, so it uses none of the connections for plain requests, and has
   * no timeout. Default: false.
   */
  streaming?: boolean;
}

/** Loaded on demand: few kubeconfigs have a proxy. */
const proxying = () =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() is asynchronous
  require("./proxy") as typeof import("./proxy");

/**
 * The maximum number of parallel requests. Each occupies a connection, and a TLS handshake costs more than a request.
 */
const CONNECTIONS = 12;
/** Milliseconds of silence after which the kernel probes the connection of a watch, as with client-go. */
const PROBE_AFTER = 30_000;

/**
 * HTTP/1.1 with keep-alive over Node's own client. It was the fastest in a benchmark (60 server-side applies, ten at
 * a time, on loopback, including load time and handshakes): Node 0.2 s; undici 7.30 0.45 s with HTTP/1.1 and 0.35 s
 * with HTTP/2, including 0.1 s for loading. After warm-up they are equal.
 */
export class Transport {
  private readonly secure: boolean;
  private readonly base: URL;
  private plainAgent: HttpAgent | HttpsAgent | undefined;
  private streamAgent: HttpAgent | HttpsAgent | undefined;
  private agentIdentity = "";
  /** TLS with the server through a proxy; an agent's own options are for TLS with the proxy. */
  private tlsThroughProxy: AgentOptions = {};

  /** @param timeout milliseconds without an answer before a request fails */
  constructor(
    private readonly connection: Connection,
    private readonly timeout: number,
  ) {
    this.base = new URL(connection.server);
    this.secure = this.base.protocol === "https:";
  }

  /**
   * @param path includes the query
   * @throws Node's connection and TLS errors, and AbortError when the signal is aborted
   */
  send(
    method: string,
    path: string,
    { body, contentType, accept = "application/json", signal, streaming }: RequestOptions,
    authentication: Authentication,
  ): Promise<IncomingMessage> {
    this.prepareAgents(authentication);
    const { proxyUrl } = this.connection;
    const options = {
      ...this.tlsThroughProxy,
      protocol: this.base.protocol,
      hostname: this.base.hostname.replace(/^\[|\]$/g, ""),
      port: this.base.port === "" ? (this.secure ? 443 : 80) : this.base.port,
      path: this.base.pathname.replace(/\/$/, "") + path,
      method,
      headers: {
        accept,
        "user-agent": "pulumi-kubernetes",
        ...(contentType !== undefined && { "content-type": contentType }),
        ...authentication.headers,
        ...(body !== undefined && { "content-length": String(Buffer.byteLength(body)) }),
      },
      agent: streaming ? this.streamAgent : this.plainAgent,
      signal,
    };
    return new Promise((resolve, reject) => {
      const outgoing = this.secure ? httpsRequest(options, resolve) : httpRequest(options, resolve);
      if (proxyUrl !== undefined) proxying().checkConnect(outgoing, proxyUrl);
      outgoing.on("error", (error) =>
        reject(proxyUrl === undefined ? error : proxying().asProxyError(error, proxyUrl)),
      );
      // The end of a host or of a network closes no connection: without probes, a watch would wait for ever.
      if (streaming) outgoing.setSocketKeepAlive(true, PROBE_AFTER);
      else {
        outgoing.setTimeout(this.timeout, () => {
          const late = new Error(`no answer within ${this.timeout / 1000} s`);
          outgoing.destroy(Object.assign(late, { code: "ETIMEDOUT" }));
        });
      }
      outgoing.end(body);
    });
  }

  /** Closes all connections, including those in use. */
  close(): void {
    this.plainAgent?.destroy();
    this.streamAgent?.destroy();
    this.plainAgent = this.streamAgent = undefined;
    this.agentIdentity = "";
  }

  /** Keeps the agents until a credential plugin returns another client certificate. */
  private prepareAgents({ clientCertificate, clientKey }: Authentication): void {
    const identity = clientCertificate ?? "";
    if (this.plainAgent && this.agentIdentity === identity) return;
    this.agentIdentity = identity;
    const { certificateAuthority: ca, insecureSkipTlsVerify, tlsServerName, proxyUrl } = this.connection;
    const trust = { ca, rejectUnauthorized: !insecureSkipTlsVerify };
    const tls = {
      ...trust,
      cert: clientCertificate,
      key: clientKey,
      ...(tlsServerName ? { servername: tlsServerName } : {}),
    };
    const agent = (limit: { maxSockets?: number }): HttpAgent => {
      if (proxyUrl !== undefined)
        return proxying().proxyAgent(proxyUrl, { ...trust, ...limit, keepAlive: true });
      return this.secure
        ? new HttpsAgent({ ...tls, ...limit, keepAlive: true })
        : new HttpAgent({ ...limit, keepAlive: true });
    };
    this.plainAgent = agent({ maxSockets: CONNECTIONS });
    this.streamAgent = agent({});
    if (proxyUrl === undefined || !this.secure) return;
    // Through a proxy, TLS starts on a socket without a host, so that Node.js cannot know the name to verify.
    const name = tlsServerName ?? this.base.hostname.replace(/^\[|\]$/g, "");
    this.tlsThroughProxy = {
      ...tls,
      checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
    };
  }
}
