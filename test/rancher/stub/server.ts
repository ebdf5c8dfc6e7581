import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Accounts, ADMIN_ACCOUNT, type Caller } from "./accounts";
import { Agents } from "./agents";
import { Faults } from "./faults";
import { KubernetesProxy, type Upstream } from "./kubernetesProxy";
import { Listener, type TlsFiles } from "./listener";
import { notFound, Problem, unauthorized } from "./problem";
import { schemas, typeOf } from "./schema";
import { type Item, Store } from "./store";

export interface StubOptions {
  port?: number;
  address?: string;
  /** The certificate for https on the same port; nobody can check Rancher's either. */
  tls: TlsFiles;
  /** Where the database is; default: in memory. */
  dataDirectory?: string;
  /** Requests for project templates until the catalog is loaded. Default 2. */
  catalogRequests?: number;
  /** The API server that the kubernetes environment's stack is taken to run. */
  upstream?: Upstream;
  agentImage?: string;
  /** How many resources a page has. Default 2: everybody has to read on. */
  pageSize?: number;
}

const PREFIXES = ["/v2-beta", "/v1"];
const DEFAULT_SETTINGS: Record<string, string> = { "rancher.server.version": "v1.6.30", "api.host": "" };
const HIDDEN = ["secretValue", "password", "accessKey", "secretKey"];

/**
 * Rancher 1.6 as far as the driver meets it: the API v2-beta with its accounts, environments, registration of hosts and
 * proxy to Kubernetes. It is stricter than the original: what the documentation does not have is refused, and so is every
 * step that comes before its turn.
 */
export class RancherStub {
  readonly faults = new Faults();
  /** Method and path of every request of the API, in order. */
  readonly requests: string[] = [];
  readonly store: Store;
  readonly agents: Agents;
  private readonly accounts: Accounts;
  private readonly proxy: KubernetesProxy;
  private listener: Listener | undefined;

  constructor(private readonly options: StubOptions) {
    this.store = new Store(options.dataDirectory, options.catalogRequests ?? 2);
    this.accounts = new Accounts(this.store);
    this.agents = new Agents(this.store);
    this.proxy = new KubernetesProxy(options.upstream, this.store, this.accounts, this.agents);
    if (this.store.items.length === 0) this.seed();
    this.store.ended.set("project create", (project) => this.launchStacks(project));
    this.store.ended.set("host remove", (host) => this.agents.forget(host));
  }

  get port(): number {
    return this.listener!.port;
  }

  async start(): Promise<this> {
    this.listener = await Listener.start(
      this.options.tls,
      (request, response) => {
        void this.handle(request, response);
      },
      this.options,
    );
    return this;
  }

  async stop(): Promise<void> {
    await this.listener?.stop();
    this.listener = undefined;
  }

  private seed(): void {
    const template = (name: string, stacks: string[]) =>
      this.store.add(
        "projectTemplate",
        ADMIN_ACCOUNT,
        { name, isPublic: true, stacks: stacks.map((s) => ({ name: s })) },
        "active",
      );
    const infrastructure = ["healthcheck", "ipsec", "network-services", "scheduler"];
    const cattle = template("Cattle", infrastructure);
    template("Kubernetes", ["kubernetes", ...infrastructure]);
    template("Mesos", ["mesos", ...infrastructure]);
    this.store.add("project", ADMIN_ACCOUNT, { name: "Default", projectTemplateId: cattle.id }, "active");
    for (const [name, value] of Object.entries(DEFAULT_SETTINGS)) {
      this.store.items.push({
        id: name,
        type: "setting",
        accountId: ADMIN_ACCOUNT,
        state: "active",
        fields: { name, value, inDb: false },
        created: Date.now(),
      });
    }
  }

  private launchStacks(project: Item): void {
    const template = this.store.get("projectTemplate", String(project.fields.projectTemplateId));
    for (const { name } of (template?.fields.stacks ?? []) as { name: string }[]) {
      this.store.add("stack", project.id, { name, system: true });
    }
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://stub");
    try {
      if (await this.faults.inject(url.pathname, response)) return;
      if (url.pathname === "/ping") return void response.end("pong");
      if (url.pathname === "/stub/faults") return await this.setFault(request, response);
      if (url.pathname.startsWith("/r/projects/")) return void this.proxy.handle(request, response);
      this.store.tick();
      const answer = await this.route(request, url);
      this.store.save();
      if (typeof answer === "string") response.writeHead(200, { "content-type": "text/plain" }).end(answer);
      else this.send(response, answer.status, answer.body);
    } catch (error) {
      if (!(error instanceof Problem)) {
        this.send(response, 500, { type: "error", status: 500, code: "ServerError", message: String(error) });
      } else this.send(response, error.status, error.body);
    }
  }

  private send(response: ServerResponse, status: number, body: unknown): void {
    response
      .writeHead(status, {
        "content-type": "application/json; charset=utf-8",
        "x-api-schemas": "/v2-beta/schemas",
      })
      .end(body === undefined ? "" : JSON.stringify(body));
  }

  private async setFault(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.faults.set(await bodyOf(request));
    this.send(response, 200, {});
  }

  private async route(
    request: IncomingMessage,
    url: URL,
  ): Promise<string | { status: number; body: unknown }> {
    const method = request.method ?? "GET";
    const prefix = PREFIXES.find((start) => url.pathname === start || url.pathname.startsWith(`${start}/`));
    if (prefix === undefined) throw notFound();
    const base = `http://${request.headers.host}${prefix}`;
    const parts = url.pathname.slice(prefix.length).split("/").filter(Boolean).map(decodeURIComponent);
    if (parts[0] !== "publish") this.requests.push(`${method} ${url.pathname}${url.search}`);
    if (parts[0] === "scripts") return this.registrationScript(parts[1], request);
    const caller = this.accounts.caller(request.headers.authorization);
    if (parts.length === 0) return { status: 200, body: { type: "apiVersion", id: prefix.slice(1) } };
    let accountId = ADMIN_ACCOUNT;
    let scope = "";
    if (parts[0]?.toLowerCase() === "projects" && parts.length > 2) {
      const project = this.store.get("project", parts[1]!);
      if (project === undefined) throw notFound();
      accountId = project.id;
      scope = `/projects/${project.id}`;
      parts.splice(0, 2);
    }
    const type = typeOf(parts[0]!);
    if (type === undefined || parts.length > 2) throw notFound();
    this.authorize(caller, type, method);
    const body = method === "POST" || method === "PUT" ? await bodyOf(request) : {};
    const shown = (item: Item, all = false) => this.shown(item, `${base}${scope}`, all);
    if (parts.length === 1) {
      return this.collection({ method, type, accountId, url, base: `${base}${scope}`, body, caller, shown });
    }
    const item = this.store.get(type, parts[1]!);
    if (item === undefined || (scope !== "" && item.accountId !== accountId)) throw notFound();
    return this.resource({ method, item, action: url.searchParams.get("action"), body, shown });
  }

  private authorize(caller: Caller, type: string, method: string): void {
    const open = type === "token" || (type === "localAuthConfig" && !this.store.security);
    if (open) return;
    if (type === "register") {
      if (caller.kind !== "registration") throw unauthorized();
    } else if (type === "publish") {
      if (caller.kind !== "agent") throw unauthorized();
    } else if (caller.kind === "anonymous") {
      throw unauthorized();
    } else if (
      caller.kind === "project" &&
      ["project", "setting", "apiKey"].includes(type) &&
      method !== "GET"
    ) {
      throw new Problem(403, "Forbidden", "an environment's key may not do this");
    } else if (caller.kind === "registration" || caller.kind === "agent") {
      throw new Problem(403, "Forbidden", "an agent may not do this");
    }
  }

  private collection(options: {
    method: string;
    type: string;
    accountId: string;
    url: URL;
    base: string;
    body: Record<string, unknown>;
    caller: Caller;
    shown: (item: Item, all?: boolean) => unknown;
  }): { status: number; body: unknown } {
    const { method, type, body } = options;
    const schema = schemas[type]!;
    if (!schema.methods.collection.includes(method as "GET")) {
      throw new Problem(405, "MethodNotAllowed", `${type} has no ${method}`);
    }
    if (method === "GET") {
      if (type === "token") return { status: 200, body: collectionOf("token", [this.tokenInfo()]) };
      return { status: 200, body: this.page(options) };
    }
    checkFields(body, schema.create, true);
    switch (type) {
      case "token":
        return { status: 201, body: this.accounts.signIn(String(body.code)) };
      case "localAuthConfig":
        this.accounts.configure(body);
        return { status: 201, body: { type, enabled: this.store.security, username: body.username } };
      case "publish": {
        if (options.caller.kind === "agent") this.agents.hear(options.caller.register, body);
        return { status: 201, body: { type } };
      }
      default:
        return { status: 201, body: options.shown(this.create(options), true) };
    }
  }

  private create({
    type,
    body,
    accountId,
    caller,
  }: {
    type: string;
    body: Record<string, unknown>;
    accountId: string;
    caller: Caller;
  }): Item {
    const { type: _, ...fields } = body;
    if (type === "project") {
      const template = this.store.get("projectTemplate", String(fields.projectTemplateId));
      if (template === undefined) {
        throw new Problem(422, "InvalidReference", "no such template", "projectTemplateId");
      }
    }
    if (type === "register" && caller.kind === "registration")
      return this.agents.register(caller.token, String(fields.key));
    if (type === "registrationToken") {
      if (accountId === ADMIN_ACCOUNT)
        throw new Problem(422, "InvalidOption", "a token belongs to an environment");
      fields.token = `${hex(10)}:${Date.UTC(2020, 0)}:${hex(14)}`;
    }
    if (type === "apiKey") {
      fields.publicValue ??= hex(10);
      fields.secretValue ??= hex(20);
      const owner = fields.accountId === undefined ? accountId : String(fields.accountId);
      return this.store.add(type, owner, fields);
    }
    return this.store.add(type, accountId, fields);
  }

  private page({
    type,
    accountId,
    url,
    base,
    shown,
  }: {
    type: string;
    accountId: string;
    url: URL;
    base: string;
    shown: (item: Item) => unknown;
  }): unknown {
    const schema = schemas[type]!;
    if (type === "projectTemplate" && this.store.catalog > 0) {
      this.store.catalog--;
      return collectionOf(type, []);
    }
    const filters = [...url.searchParams].filter(([name]) => !["limit", "marker"].includes(name));
    for (const [name] of filters) {
      if (!schema.filters.includes(name)) throw new Problem(422, "InvalidOption", `no filter ${name}`, name);
    }
    const scoped = ["host", "stack", "registrationToken"].includes(type);
    const found = this.store
      .of(type)
      .filter((item) => item.removed === undefined && item.state !== "purged")
      .filter((item) => !scoped || accountId === ADMIN_ACCOUNT || item.accountId === accountId)
      .filter((item) =>
        filters.every(([name, value]) => (name in item ? item[name as "id"] : item.fields[name]) === value),
      );
    const size = Number(url.searchParams.get("limit") ?? this.options.pageSize ?? 2);
    const from = Number((url.searchParams.get("marker") ?? "m0").slice(1));
    const next = new URL(`${base}/${schema.plural}`);
    for (const [name, value] of filters) next.searchParams.set(name, value);
    next.searchParams.set("marker", `m${from + size}`);
    const partial = found.length > from + size;
    return {
      ...collectionOf(
        type,
        found.slice(from, from + size).map((item) => shown(item)),
      ),
      pagination: { limit: size, partial, next: partial ? next.href : null },
    };
  }

  private resource({
    method,
    item,
    action,
    body,
    shown,
  }: {
    method: string;
    item: Item;
    action: string | null;
    body: Record<string, unknown>;
    shown: (item: Item) => unknown;
  }): { status: number; body: unknown } {
    const schema = schemas[item.type]!;
    if (method === "POST" && action !== null) {
      if (Object.keys(body).length > 0) throw new Problem(422, "InvalidOption", "this action takes no input");
      if (!this.offered(item).includes(action)) {
        throw new Problem(
          405,
          "MethodNotAllowed",
          `${item.type} ${item.id} is ${item.state}: no action ${action}`,
        );
      }
      this.begin(item, action === "delete" ? "remove" : action);
      return { status: 202, body: shown(item) };
    }
    if (!schema.methods.resource.includes(method as "GET")) {
      throw new Problem(405, "MethodNotAllowed", `${item.type} has no ${method}`);
    }
    if (method === "PUT") {
      checkFields(body, Object.fromEntries(schema.update.map((name) => [name, "optional"])), false);
      Object.assign(item.fields, body, item.type === "setting" ? { inDb: true } : {});
    }
    if (method === "DELETE") this.delete(item);
    return { status: 200, body: shown(item) };
  }

  private delete(item: Item): void {
    if (item.type === "setting") {
      item.fields.value = DEFAULT_SETTINGS[item.id] ?? "";
      item.fields.inDb = false;
      return;
    }
    const removable = this.offered(item).some((action) => action === "remove" || action === "delete");
    if (!removable) {
      throw new Problem(
        405,
        "MethodNotAllowed",
        `${item.type} ${item.id} is ${item.state}: it cannot be removed`,
      );
    }
    this.begin(item, "remove");
  }

  private begin(item: Item, process: string): void {
    if (process === "remove" && item.type === "project") {
      const within = this.store.items.filter(
        (other) =>
          other.accountId === item.id &&
          ["host", "stack"].includes(other.type) &&
          other.removed === undefined,
      );
      if (within.length > 0) {
        throw new Problem(
          409,
          "Conflict",
          `the environment still has ${within.map(({ id }) => id).join(", ")}`,
        );
      }
    }
    this.store.begin(item, process);
  }

  private offered(item: Item): readonly string[] {
    return item.process === undefined ? (schemas[item.type]!.actions[item.state] ?? []) : [];
  }

  /** @param all with what is told once, at creation */
  private shown(item: Item, base: string, all: boolean): Record<string, unknown> {
    const self = `${base}/${schemas[item.type]!.plural}/${item.id}`;
    const { state, process } = item;
    const fields = Object.fromEntries(
      Object.entries(item.fields).filter(
        ([name]) => !HIDDEN.includes(name) || (item.type === "apiKey" ? all : item.state === "active"),
      ),
    );
    return {
      ...fields,
      id: item.id,
      type: item.type,
      links: { self },
      actions: Object.fromEntries(this.offered(item).map((action) => [action, `${self}/?action=${action}`])),
      accountId: item.accountId,
      name: item.fields.name ?? null,
      description: item.fields.description ?? null,
      createdTS: item.created,
      state,
      // An evacuation shows nothing at first.
      transitioning:
        process !== undefined && !(process.name === "evacuate" && state === "active") ? "yes" : "no",
      transitioningMessage: process === undefined ? null : "In Progress",
      removed: item.removed === undefined ? null : new Date(item.removed).toISOString(),
      ...this.computed(item, base),
    };
  }

  private computed(item: Item, base: string): Record<string, unknown> {
    if (item.type === "host") return this.agents.stateOf(item);
    if (item.type === "stack") return { healthState: this.agents.healthOf(item) };
    if (item.type === "setting") return { activeValue: item.fields.value };
    if (item.type !== "registrationToken" || item.state !== "active") return {};
    const host = String(this.store.get("setting", "api.host")?.fields.value ?? "");
    const api = host === "" ? new URL(base).origin : host;
    const registrationUrl = `${api}/v1/scripts/${String(item.fields.token)}`;
    const image = this.options.agentImage ?? "rancher/agent:v1.2.11";
    const mounts = "-v /var/run/docker.sock:/var/run/docker.sock -v /var/lib/rancher:/var/lib/rancher";
    return {
      registrationUrl,
      image,
      command: `sudo docker run --rm --privileged ${mounts} ${image} ${registrationUrl}`,
    };
  }

  private tokenInfo(): Record<string, unknown> {
    const { security } = this.store;
    return {
      type: "token",
      id: null,
      security,
      enabled: security,
      authProvider: security ? "localauthconfig" : null,
    };
  }

  private registrationScript(token: string | undefined, request: IncomingMessage): string {
    const found = this.store
      .of("registrationToken")
      .find((item) => item.state === "active" && item.fields.token === token);
    if (found === undefined) throw unauthorized();
    const host = String(this.store.get("setting", "api.host")?.fields.value ?? "");
    const api = host === "" ? `http://${request.headers.host}` : host;
    return [
      "#!/bin/sh",
      'export CATTLE_REGISTRATION_ACCESS_KEY="registrationToken"',
      `export CATTLE_REGISTRATION_SECRET_KEY="${token}"`,
      `export CATTLE_URL="${api}/v1"`,
      `export DETECTED_CATTLE_AGENT_IP="${request.socket.remoteAddress}"`,
      "",
    ].join("\n");
  }
}

const hex = (bytes: number): string => randomBytes(bytes).toString("hex").toUpperCase();
const collectionOf = (resourceType: string, data: unknown[]) => ({ type: "collection", resourceType, data });

function checkFields(body: Record<string, unknown>, fields: Record<string, string>, whole: boolean): void {
  for (const name of Object.keys(body)) {
    if (!(name in fields)) throw new Problem(422, "InvalidOption", `no field ${name}`, name);
  }
  for (const [name, kind] of Object.entries(fields)) {
    if (whole && kind === "required" && (body[name] ?? "") === "") {
      throw new Problem(422, "MissingRequired", `${name} is required`, name);
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  if (text === "") return {};
  if (!/json/.test(request.headers["content-type"] ?? "")) {
    throw new Problem(415, "UnsupportedMediaType", "the body is to be JSON");
  }
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Problem(400, "InvalidBodyContent", "the body is no JSON");
  }
}
