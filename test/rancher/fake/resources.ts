import { type ApiRequest, checkFields } from "./apiRequest";
import type { Answer } from "./collections";
import { notFound, Problem } from "./problem";
import { schemas } from "./schema";
import { DEFAULT_SETTINGS } from "./seed";
import type { Item, Store } from "./store";
import { offered, type View } from "./view";

/** Requests to one resource: read, update, removal and actions. */
export class Resources {
  constructor(
    private readonly store: Store,
    private readonly view: View,
  ) {}

  answer({ method, type, id, action, body, scoped, accountId, base }: ApiRequest): Answer {
    const item = this.store.get(type, id!);
    if (item === undefined || (scoped && item.accountId !== accountId)) throw notFound();
    const schema = schemas[type]!;
    if (method === "POST" && action !== null) {
      if (Object.keys(body).length > 0) throw new Problem(422, "InvalidOption", "this action takes no input");
      if (!offered(item).includes(action)) {
        throw new Problem(
          405,
          "MethodNotAllowed",
          `${type} ${item.id} is ${item.state}: no action ${action}`,
        );
      }
      this.begin(item, action === "delete" ? "remove" : action);
      return { status: 202, body: this.view.of(item, base) };
    }
    if (!schema.methods.resource.includes(method as "GET")) {
      throw new Problem(405, "MethodNotAllowed", `${type} has no ${method}`);
    }
    if (method === "PUT") {
      checkFields(body, Object.fromEntries(schema.update.map((name) => [name, "optional"])));
      Object.assign(item.fields, body, type === "setting" ? { inDb: true } : {});
    }
    if (method === "DELETE") this.delete(item);
    return { status: 200, body: this.view.of(item, base) };
  }

  private delete(item: Item): void {
    if (item.type === "setting") {
      Object.assign(item.fields, { value: DEFAULT_SETTINGS[item.id] ?? "", inDb: false });
      return;
    }
    if (!offered(item).some((action) => action === "remove" || action === "delete")) {
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
        ({ accountId, type, removed }) =>
          accountId === item.id && ["host", "stack"].includes(type) && removed === undefined,
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
}
