import { setTimeout as delay } from "node:timers/promises";
import { evaluate, RancherError, UnavailableError } from "./answer";
import type { ApiCollection, ApiResource } from "./apiResource";
import type { Connection } from "../sdk/connection";
import type { Context } from "../../framework/resourceType";
import { type HttpRequest, send } from "./http";

type Method = HttpRequest["method"];
interface Options {
  body?: unknown;
  /** At most one attempt that may have arrived, because a second one would create a second resource. */
  once?: boolean;
  /** Sends no credentials. */
  anonymous?: boolean;
}

const API = "/v2-beta";

/**
 * A client of Rancher 1.6's API v2-beta. Every call has a time limit. While the server does not answer as an API, the
 * client retries at growing intervals until `unavailableSeconds` have passed.
 */
export class RancherClient {
  private authorization: Promise<string> | undefined;

  constructor(
    private readonly server: Connection,
    readonly context: Context,
  ) {}

  /** Returns one resource; undefined when it does not exist. @param path below the API's version, or a link */
  async get(path: string): Promise<ApiResource | undefined> {
    return (await this.call("GET", path)) as ApiResource | undefined;
  }

  /** Returns all resources of a collection that match the filters, from all pages. */
  async list(path: string, filters: Record<string, string> = {}): Promise<ApiResource[]> {
    const query = new URLSearchParams(filters).toString();
    const found: ApiResource[] = [];
    let next: string | null | undefined = query === "" ? path : `${path}?${query}`;
    while (next) {
      const page = (await this.call("GET", next)) as ApiCollection | undefined;
      if (!Array.isArray(page?.data))
        throw new RancherError(`GET ${this.urlOf(path)} is not a collection`, 200);
      found.push(...page.data);
      next = page.pagination?.next;
    }
    return found;
  }

  /**
   * Creates a resource unless `find` finds it. Calls `find` before each attempt, so that an attempt whose response was
   * lost creates no second one.
   */
  async ensure(
    find: () => Promise<ApiResource | undefined>,
    path: string,
    body: Record<string, unknown>,
  ): Promise<ApiResource> {
    const end = performance.now() + this.server.unavailableSeconds * 1000;
    for (let attempt = 1; ; attempt++) {
      const resource = await find();
      if (resource !== undefined) return resource;
      try {
        return await this.create(path, body);
      } catch (error) {
        const pause = pauseBefore(attempt, end - performance.now());
        if (!(error instanceof UnavailableError) || pause === undefined) throw error;
        await delay(pause, undefined, { signal: this.context.signal });
      }
    }
  }

  /**
   * Creates a resource with at most one attempt that may arrive. @throws UnavailableError when the outcome is unknown
   */
  async create(path: string, body: Record<string, unknown>): Promise<ApiResource> {
    return this.there(await this.call("POST", path, { body, once: true }), "POST", path);
  }

  async update(resource: ApiResource, body: Record<string, unknown>): Promise<ApiResource> {
    const path = linkOf(resource);
    return this.there(await this.call("PUT", path, { body }), "PUT", path);
  }

  /** Starts an action of the resource. @throws when the resource does not offer it */
  async act(resource: ApiResource, action: string): Promise<void> {
    const url = resource.actions?.[action];
    if (url === undefined) {
      const offered = Object.keys(resource.actions ?? {}).join(", ") || "none";
      throw new RancherError(
        `the ${resource.type} ${resource.id} is ${resource.state} and offers no action ${action}; it offers ${offered}`,
        409,
      );
    }
    await this.call("POST", url);
  }

  /** Starts the removal; does nothing when the resource no longer exists. */
  async remove(resource: ApiResource): Promise<void> {
    await this.call("DELETE", linkOf(resource));
  }

  /** Signs in and returns the account's id; undefined for an API key. @throws when the credentials are wrong */
  async signIn(): Promise<string | undefined> {
    const { username, password } = this.server;
    if (username === undefined) {
      await this.call("GET", "/projects");
      return undefined;
    }
    const { accountId } = await this.login(username, password!);
    return String(accountId);
  }

  /** Whether access control is enabled, and which, in lower case; sent without credentials. */
  async accessControl(): Promise<{ enabled: boolean; provider?: string }> {
    const found = await this.call("GET", "/token", { anonymous: true });
    // A collection with one token that describes how to sign in, or that token itself.
    const token = ((found as Partial<ApiCollection>).data?.[0] ?? found) as ApiResource;
    const provider = token.authProvider;
    return {
      enabled: token.security === true || token.enabled === true,
      ...(typeof provider === "string" && { provider: provider.toLowerCase() }),
    };
  }

  /** Enables local access control; sent without credentials. */
  async setLocalAccessControl(body: Record<string, unknown>): Promise<void> {
    await this.call("POST", "/localauthconfigs", { body, anonymous: true });
  }

  /** Waits until the server answers and its API exists. @throws when it is not a Rancher 1.6 server */
  async untilReady(): Promise<void> {
    const url = `${this.server.url}/ping`;
    await this.retried("GET", url, {}, async () => {
      const outcome = await this.send("GET", url);
      if ("reason" in outcome) return evaluate(outcome, `GET ${url}`);
      if (outcome.status === 200 && outcome.body.trim() === "pong")
        return { kind: "answer", value: undefined };
      return { kind: "unavailable", reason: `/ping: found ${outcome.status}; expected pong`, arrived: false };
    });
    if ((await this.call("GET", "/token", { anonymous: true })) === undefined) {
      throw new Error(
        `the server at ${this.server.url} has no API ${API}: it is not Rancher 1.6 (Rancher 2 has another API)`,
      );
    }
  }

  private async call(method: Method, path: string, options: Options = {}): Promise<unknown> {
    const url = this.urlOf(path);
    return this.retried(method, url, options, async () => {
      const signedIn = this.authorization !== undefined;
      const ask = async () => {
        const authorization = options.anonymous ? undefined : await this.credentials();
        return evaluate(await this.send(method, url, options.body, authorization), `${method} ${url}`);
      };
      let verdict = await ask();
      if (verdict.kind === "refused" && verdict.error.status === 401 && signedIn) {
        // A session expires after some hours, or when the server restarts.
        this.authorization = undefined;
        verdict = await ask();
      }
      if (verdict.kind === "refused" && verdict.error.status === 401 && !options.anonymous) {
        throw new RancherError(`${verdict.error.message}: ${this.whose()}`, 401);
      }
      return verdict;
    });
  }

  private async retried(
    method: Method,
    url: string,
    { once = false }: Options,
    attemptOnce: () => Promise<ReturnType<typeof evaluate>>,
  ): Promise<unknown> {
    const end = performance.now() + this.server.unavailableSeconds * 1000;
    for (let attempt = 1; ; attempt++) {
      const verdict = await attemptOnce();
      if (verdict.kind === "answer") return verdict.value;
      if (verdict.kind === "missing") return undefined;
      if (verdict.kind === "refused") throw verdict.error;
      const pause = pauseBefore(attempt, end - performance.now());
      const { reason, arrived } = verdict;
      if (pause === undefined || (once && arrived)) {
        const { advice } = this.server;
        throw new UnavailableError(
          `the Rancher server at ${this.server.url} cannot be used: ${reason} (${method} ${pathOf(url)}, ` +
            `tried for ${this.server.unavailableSeconds} s)${advice === undefined ? "" : `. ${advice}`}`,
          arrived,
        );
      }
      this.context.status(`waiting for the Rancher server at ${this.server.url}: ${reason}`);
      await delay(pause, undefined, { signal: this.context.signal });
    }
  }

  private send(method: Method, url: string, body?: unknown, authorization?: string) {
    const { caCertificate, requestTimeoutSeconds } = this.server;
    const timeoutMs = requestTimeoutSeconds * 1000;
    return send({ method, url, body, authorization, caCertificate, timeoutMs, signal: this.context.signal });
  }

  private credentials(): Promise<string> {
    const { username, password, accessKey, secretKey } = this.server;
    if (username === undefined) return Promise.resolve(basic(accessKey!, secretKey!));
    this.authorization ??= this.login(username, password!).then(({ jwt }) => `Bearer ${String(jwt)}`);
    this.authorization.catch(() => (this.authorization = undefined));
    return this.authorization;
  }

  /** https://rancher.com/docs/rancher/v1.6/en/api/v2-beta/access-control/#generating-an-auth-token */
  private async login(username: string, password: string): Promise<ApiResource> {
    try {
      const body = { code: `${username}:${password}` };
      return (await this.call("POST", "/token", { body, anonymous: true })) as ApiResource;
    } catch (error) {
      if (!(error instanceof RancherError) || error.status !== 401) throw error;
      throw new RancherError(`${error.message}: ${this.whose()}`, 401);
    }
  }

  private whose(): string {
    const { username } = this.server;
    return username === undefined
      ? "is the API key (accessKey, secretKey) one of this server's, active, and an account's rather than an environment's?"
      : `is ${JSON.stringify(username)} with this password the administrator of this server? A kept data volume has its own password`;
  }

  private there(value: unknown, method: Method, path: string): ApiResource {
    if (value !== undefined) return value as ApiResource;
    throw new RancherError(
      `${method} ${this.urlOf(path)}: it does not exist (404), or the account may not see it`,
      404,
    );
  }

  /** Links contain the server's name as it received it; a proxy may have replaced that name. */
  private urlOf(path: string): string {
    if (!/^https?:/.test(path)) return `${this.server.url}${API}${path}`;
    const { pathname, search } = new URL(path);
    return `${this.server.url}${pathname}${search}`;
  }
}

const linkOf = ({ type, id, links }: ApiResource): string => {
  if (links.self !== undefined) return links.self;
  throw new RancherError(`the ${type} ${id} has no link to itself`, 200);
};

const pathOf = (url: string): string => new URL(url).pathname;

/** HTTP basic authentication with an API key. */
export const basic = (accessKey: string, secretKey: string): string =>
  `Basic ${Buffer.from(`${accessKey}:${secretKey}`).toString("base64")}`;

const FIRST_MS = 100;
const FACTOR = 2;
const MOST_MS = 5_000;

/**
 * Returns the milliseconds to wait before the next attempt; undefined when no time is left.
 * @param attempt the number of failed attempts, from 1
 * @param leftMs the remaining time
 */
export function pauseBefore(attempt: number, leftMs: number): number | undefined {
  if (leftMs <= 0) return undefined;
  return Math.min(FIRST_MS * FACTOR ** (attempt - 1), MOST_MS, leftMs);
}
