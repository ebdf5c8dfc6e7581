import { randomBytes } from "node:crypto";
import { type Accounts, ADMIN_ACCOUNT } from "./accounts";
import type { Agents } from "./agents";
import { type ApiRequest, checkFields } from "./apiRequest";
import { Problem } from "./problem";
import { schemas } from "./schema";
import type { Item, Store } from "./store";
import type { View } from "./view";

export interface Answer {
  status: number;
  body: unknown;
}

/** Types whose resources belong to one environment. */
const SCOPED = ["host", "stack", "registrationToken"];
const hex = (bytes: number): string => randomBytes(bytes).toString("hex").toUpperCase();
const collectionOf = (resourceType: string, data: unknown[]) => ({ type: "collection", resourceType, data });

/** Requests to collections: pages and new resources. */
export class Collections {
  constructor(
    private readonly store: Store,
    private readonly accounts: Accounts,
    private readonly agents: Agents,
    private readonly view: View,
    private readonly pageSize: number,
  ) {}

  answer(request: ApiRequest): Answer {
    const { method, type, body } = request;
    const schema = schemas[type]!;
    if (!schema.methods.collection.includes(method as "GET")) {
      throw new Problem(405, "MethodNotAllowed", `${type} has no ${method}`);
    }
    if (method === "GET") return { status: 200, body: this.page(request) };
    checkFields(body, schema.create);
    switch (type) {
      case "token":
        return { status: 201, body: this.accounts.signIn(String(body.code)) };
      case "localAuthConfig":
        this.accounts.configure(body);
        return { status: 201, body: { type, enabled: this.store.security, username: body.username } };
      case "publish":
        if (request.caller.kind === "agent") this.agents.hear(request.caller.register, body);
        return { status: 201, body: { type } };
      default:
        return { status: 201, body: this.view.of(this.create(request), request.base, true) };
    }
  }

  private create({ type, body, accountId, caller }: ApiRequest): Item {
    const { type: _, ...fields } = body;
    switch (type) {
      case "project":
        if (this.store.get("projectTemplate", String(fields.projectTemplateId)) === undefined) {
          throw new Problem(422, "InvalidReference", "no such template", "projectTemplateId");
        }
        break;
      case "register":
        if (caller.kind === "registration") return this.agents.register(caller.token, String(fields.key));
        break;
      case "registrationToken":
        if (accountId === ADMIN_ACCOUNT) {
          throw new Problem(422, "InvalidOption", "a token belongs to an environment");
        }
        fields.token = `${hex(10)}:${Date.UTC(2020, 0)}:${hex(14)}`;
        break;
      case "apiKey": {
        const { accountId: owner = accountId, ...rest } = fields;
        return this.store.add(type, String(owner), { publicValue: hex(10), secretValue: hex(20), ...rest });
      }
    }
    return this.store.add(type, accountId, fields);
  }

  private page({ type, accountId, query, base }: ApiRequest): unknown {
    const schema = schemas[type]!;
    if (type === "token") return collectionOf(type, [this.accounts.howToSignIn()]);
    if (type === "projectTemplate" && this.store.catalog > 0) {
      this.store.catalog--;
      return collectionOf(type, []);
    }
    const filters = [...query].filter(([name]) => !["limit", "marker"].includes(name));
    for (const [name] of filters) {
      if (!schema.filters.includes(name)) throw new Problem(422, "InvalidOption", `no filter ${name}`, name);
    }
    const value = (item: Item, name: string) => (name in item ? item[name as "id"] : item.fields[name]);
    const found = this.store
      .of(type)
      .filter((item) => item.removed === undefined && item.state !== "purged")
      .filter((item) => !SCOPED.includes(type) || accountId === ADMIN_ACCOUNT || item.accountId === accountId)
      .filter((item) => filters.every(([name, wanted]) => value(item, name) === wanted));
    const size = Number(query.get("limit") ?? this.pageSize);
    const from = Number((query.get("marker") ?? "m0").slice(1));
    const next = new URL(`${base}/${schema.plural}`);
    for (const [name, wanted] of filters) next.searchParams.set(name, wanted);
    next.searchParams.set("marker", `m${from + size}`);
    const partial = found.length > from + size;
    return {
      ...collectionOf(
        type,
        found.slice(from, from + size).map((item) => this.view.of(item, base)),
      ),
      pagination: { limit: size, partial, next: partial ? next.href : null },
    };
  }
}
