import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "./problem";
import { schemas } from "./schema";

export interface Item {
  id: string;
  type: string;
  /** The account or project that owns it. */
  accountId: string;
  state: string;
  fields: Record<string, unknown>;
  created: number;
  removed?: number;
  /** The remaining states, and the number of requests in the current one. */
  process?: { name: string; states: string[]; left: number };
}

/** The data that survives a restart of the server. */
interface Saved {
  items: Item[];
  counters: Record<string, number>;
  security: boolean;
  catalog: number;
}

/** Requests per state. */
const TICKS = 1;

/** The server's database: resources, and the processes that change their states step by step. */
export class Store {
  items: Item[] = [];
  security = false;
  /** Requests for templates until the catalog is loaded. */
  catalog: number;
  private counters: Record<string, number> = {};
  private readonly file: string | undefined;
  /** Actions at the end of a process, by type and process. */
  readonly ended = new Map<string, (item: Item) => void>();

  constructor(directory: string | undefined, catalog: number) {
    this.catalog = catalog;
    this.file = directory === undefined ? undefined : join(directory, "fake.json");
    if (this.file !== undefined && existsSync(this.file)) {
      const saved = JSON.parse(readFileSync(this.file, "utf8")) as Saved;
      Object.assign(this, {
        items: saved.items,
        security: saved.security,
        catalog: saved.catalog,
        counters: saved.counters,
      });
    }
  }

  save(): void {
    if (this.file === undefined) return;
    const { items, counters, security, catalog } = this;
    writeFileSync(`${this.file}.new`, JSON.stringify({ items, counters, security, catalog } satisfies Saved));
    renameSync(`${this.file}.new`, this.file);
  }

  add(type: string, accountId: string, fields: Record<string, unknown>, state?: string): Item {
    const { prefix } = schemas[type]!;
    // As in Rancher, ids of one kind are consecutive; the default environment is 1a5.
    const next = (this.counters[prefix] ??= prefix === "a" ? 5 : 1);
    this.counters[prefix] = next + 1 + (prefix === "a" ? 1 : 0);
    const item: Item = {
      id: `1${prefix}${next}`,
      type,
      accountId,
      state: state ?? "requested",
      fields: { uuid: randomBytes(16).toString("hex"), ...fields },
      created: Date.now(),
    };
    this.items.push(item);
    if (state === undefined) this.begin(item, "create");
    return item;
  }

  of(type: string): Item[] {
    return this.items.filter((item) => item.type === type);
  }

  get(type: string, id: string): Item | undefined {
    return this.items.find((item) => item.type === type && item.id === id && item.state !== "purged");
  }

  /** @throws when a process is running, or the state does not allow it */
  begin(item: Item, name: string): void {
    if (item.process !== undefined) {
      throw new Problem(
        409,
        "Conflict",
        `${item.type} ${item.id} is ${item.state}: ${item.process.name} is under way`,
      );
    }
    const states = schemas[item.type]!.processes[name];
    if (states === undefined)
      throw new Problem(405, "MethodNotAllowed", `${item.type} has no process ${name}`);
    item.process = { name, states: [...states.slice(1)], left: TICKS };
    item.state = states[0]!;
  }

  /** Every request advances the processes. */
  tick(): void {
    for (const item of this.items) {
      const { process } = item;
      if (process === undefined || --process.left > 0) continue;
      process.left = TICKS;
      item.state = process.states.shift()!;
      if (process.states.length > 0) continue;
      delete item.process;
      if (item.state === "removed") item.removed = Date.now();
      this.ended.get(`${item.type} ${process.name}`)?.(item);
    }
  }
}
