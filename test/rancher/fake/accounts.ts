import { randomBytes } from "node:crypto";
import { Problem, unauthorized } from "./problem";
import type { Item, Store } from "./store";

/** Who sends the request. */
export type Caller =
  | { kind: "admin" }
  | { kind: "anonymous" }
  | { kind: "project"; id: string }
  | { kind: "registration"; token: Item }
  | { kind: "agent"; register: Item };

export const ADMIN_ACCOUNT = "1a1";
const HOURS_16 = 16 * 3600 * 1000;

/** Authentication and authorization: accounts, API keys, tokens. */
export class Accounts {
  private readonly sessions = new Map<string, number>();

  constructor(private readonly store: Store) {}

  /** @throws 401 for invalid credentials */
  caller(authorization: string | undefined): Caller {
    if (authorization === undefined) {
      return this.store.security ? { kind: "anonymous" } : { kind: "admin" };
    }
    const [scheme, value = ""] = authorization.split(" ");
    if (scheme === "Bearer") {
      if ((this.sessions.get(value) ?? 0) < Date.now()) throw unauthorized();
      return { kind: "admin" };
    }
    const [name = "", ...rest] = Buffer.from(value, "base64").toString().split(":");
    return this.byKey(name, rest.join(":"));
  }

  private byKey(publicValue: string, secretValue: string): Caller {
    const active = (item: Item) => item.state === "active";
    if (publicValue === "registrationToken") {
      const token = this.store
        .of("registrationToken")
        .find((item) => active(item) && item.fields.token === secretValue);
      if (token === undefined) throw unauthorized();
      return { kind: "registration", token };
    }
    const matches = (item: Item, a: string, b: string) =>
      active(item) && item.fields[a] === publicValue && item.fields[b] === secretValue;
    const key = this.store.of("apiKey").find((item) => matches(item, "publicValue", "secretValue"));
    if (key !== undefined) {
      return key.accountId === ADMIN_ACCOUNT ? { kind: "admin" } : { kind: "project", id: key.accountId };
    }
    const register = this.store.of("register").find((item) => matches(item, "accessKey", "secretKey"));
    if (register !== undefined) return { kind: "agent", register };
    throw unauthorized();
  }

  /** The response to POST /token. */
  signIn(code: string): Record<string, unknown> {
    const admin = this.store.items.find(({ id }) => id === "password");
    const { username, password } = (admin?.fields ?? {}) as { username?: string; password?: string };
    if (!this.store.security || code !== `${username}:${password}`) throw unauthorized();
    const jwt = randomBytes(24).toString("base64url");
    this.sessions.set(jwt, Date.now() + HOURS_16);
    return { type: "token", id: "token", jwt, accountId: ADMIN_ACCOUNT, user: username, userType: "admin" };
  }

  /** The response to GET /token, which needs no credentials. */
  howToSignIn(): Record<string, unknown> {
    const { security } = this.store;
    const authProvider = security ? "localAuthConfig" : null;
    return { type: "token", id: null, security, enabled: security, authProvider };
  }

  /** @throws 401 or 403 when the caller may not use the type */
  authorize({ kind }: Caller, type: string, method: string): void {
    if (type === "token" || (type === "localAuthConfig" && !this.store.security)) return;
    const own = { register: "registration", publish: "agent" }[type];
    if (own !== undefined) {
      if (kind !== own) throw unauthorized();
      return;
    }
    if (kind === "anonymous") throw unauthorized();
    if (kind === "registration" || kind === "agent") {
      throw new Problem(403, "Forbidden", "an agent may not do this");
    }
    if (kind === "project" && method !== "GET" && ["project", "setting", "apiKey"].includes(type)) {
      throw new Problem(403, "Forbidden", "an environment's key may not do this");
    }
  }

  /** Enables or disables local access control. */
  configure(fields: Record<string, unknown>): void {
    const { username, password, enabled } = fields;
    if (typeof username !== "string" || typeof password !== "string" || username === "" || password === "") {
      throw new Problem(422, "InvalidFormat", "username and password are strings");
    }
    this.store.items = this.store.items.filter(({ id }) => id !== "password");
    this.store.items.push({
      id: "password",
      type: "localAuthConfig",
      accountId: ADMIN_ACCOUNT,
      state: "active",
      fields: { username, password, accessMode: fields.accessMode ?? "unrestricted" },
      created: Date.now(),
    });
    this.store.security = enabled === true;
  }
}
