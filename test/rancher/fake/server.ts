import type { IncomingMessage, ServerResponse } from "node:http";
import { Accounts } from "./accounts";
import { Agents } from "./agents";
import { apiRequest } from "./apiRequest";
import { type Answer, Collections } from "./collections";
import { Faults } from "./faults";
import { KubernetesProxy, type Upstream } from "./kubernetesProxy";
import { Listener, type TlsFiles } from "./listener";
import { notFound, Problem, unauthorized } from "./problem";
import { Resources } from "./resources";
import { launchStacks, seed } from "./seed";
import { Store } from "./store";
import { View } from "./view";

export interface FakeOptions {
  /** Default: a free one. */
  port?: number;
  /** Default 127.0.0.1. */
  address?: string;
  /** The certificate for https on the same port; like Rancher's, it cannot be verified. */
  tls: TlsFiles;
  /** The folder of the database; default: in memory. */
  dataDirectory?: string;
  /** The number of requests for project templates until the catalog is loaded. Default 2. */
  catalogRequests?: number;
  /** The API server that acts as the kubernetes environment's. Default: none, and it never answers. */
  upstream?: Upstream;
  /** Default `rancher/agent:v1.2.11`. */
  agentImage?: string;
  /** The number of resources per page. Default 2, so that clients must follow pages. */
  pageSize?: number;
}

const PREFIXES = ["/v2-beta", "/v1"];

/**
 * A fake of Rancher 1.6 with the parts that the driver uses: the API v2-beta with its accounts, environments,
 * registration of hosts and proxy to Kubernetes. It is stricter than the original and rejects undocumented requests and
 * steps in the wrong order.
 */
export class FakeRancher {
  readonly faults = new Faults();
  /** Method and path of every API request except agents' heartbeats, in order. */
  readonly requests: string[] = [];
  readonly store: Store;
  readonly agents: Agents;
  private readonly accounts: Accounts;
  private readonly proxy: KubernetesProxy;
  private readonly view: View;
  private readonly collections: Collections;
  private readonly resources: Resources;
  private listener: Listener | undefined;

  constructor(private readonly options: FakeOptions) {
    const store = new Store(options.dataDirectory, options.catalogRequests ?? 2);
    this.store = store;
    this.accounts = new Accounts(store);
    this.agents = new Agents(store);
    this.proxy = new KubernetesProxy(options.upstream, store, this.accounts, this.agents);
    this.view = new View(store, this.agents, options.agentImage ?? "rancher/agent:v1.2.11");
    this.collections = new Collections(store, this.accounts, this.agents, this.view, options.pageSize ?? 2);
    this.resources = new Resources(store, this.view);
    if (store.items.length === 0) seed(store);
    store.ended.set("project create", (project) => launchStacks(store, project));
    store.ended.set("host remove", (host) => this.agents.forget(host));
  }

  get port(): number {
    return this.listener!.port;
  }

  async start(): Promise<this> {
    const handle = (request: IncomingMessage, response: ServerResponse) =>
      void this.handle(request, response);
    this.listener = await Listener.start(this.options.tls, handle, this.options);
    return this;
  }

  async stop(): Promise<void> {
    await this.listener?.stop();
    this.listener = undefined;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://fake");
    try {
      if (await this.faults.inject(url.pathname, response)) return;
      if (url.pathname === "/ping") return void response.end("pong");
      if (url.pathname.startsWith("/r/projects/")) return void this.proxy.handle(request, response);
      this.store.tick();
      const answer = await this.route(request, url);
      this.store.save();
      if (typeof answer === "string") response.writeHead(200, { "content-type": "text/plain" }).end(answer);
      else send(response, answer);
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(500, "ServerError", String(error));
      send(response, problem);
    }
  }

  private async route(request: IncomingMessage, url: URL): Promise<string | Answer> {
    const prefix = PREFIXES.find((start) => url.pathname === start || url.pathname.startsWith(`${start}/`));
    if (prefix === undefined) throw notFound();
    const parts = url.pathname.slice(prefix.length).split("/").filter(Boolean).map(decodeURIComponent);
    if (parts[0] !== "publish") this.requests.push(`${request.method} ${url.pathname}${url.search}`);
    if (parts[0] === "scripts") return this.registrationScript(parts[1], request);
    const caller = this.accounts.caller(request.headers.authorization);
    if (parts.length === 0) return { status: 200, body: { type: "apiVersion", id: prefix.slice(1) } };
    const asked = await apiRequest(request, url, prefix, parts, caller, this.store);
    this.accounts.authorize(caller, asked.type, asked.method);
    return (asked.id === undefined ? this.collections : this.resources).answer(asked);
  }

  /** The script of a registration URL, which sets the variables for an agent's registration. */
  private registrationScript(token: string | undefined, request: IncomingMessage): string {
    const found = this.store
      .of("registrationToken")
      .find((item) => item.state === "active" && item.fields.token === token);
    if (found === undefined) throw unauthorized();
    return [
      "#!/bin/sh",
      'export CATTLE_REGISTRATION_ACCESS_KEY="registrationToken"',
      `export CATTLE_REGISTRATION_SECRET_KEY="${token}"`,
      `export CATTLE_URL="${this.view.apiHost(`http://${request.headers.host}`)}/v1"`,
      `export DETECTED_CATTLE_AGENT_IP="${request.socket.remoteAddress}"`,
      "",
    ].join("\n");
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response
    .writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "x-api-schemas": "/v2-beta/schemas",
    })
    .end(JSON.stringify(body));
}
