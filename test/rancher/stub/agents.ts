import { randomBytes } from "node:crypto";
import type { Item, Store } from "./store";

/** Without a word from it for so long, an agent counts as disconnected. */
const SILENCE_MS = 4_000;

/** The hosts' agents: who has registered, and who was heard of lately. */
export class Agents {
  private readonly heard = new Map<string, number>();

  constructor(private readonly store: Store) {}

  /** An agent registers by a key of its own, once. */
  register(token: Item, key: string): Item {
    return this.store.add("register", token.accountId, {
      key,
      accessKey: randomBytes(10).toString("hex").toUpperCase(),
      secretKey: randomBytes(20).toString("hex"),
    });
  }

  /** What an agent tells of its host, again and again. */
  hear(register: Item, message: Record<string, unknown>): void {
    const { resources = [] } = (message.data ?? {}) as { resources?: Record<string, unknown>[] };
    for (const { type, ...told } of resources) {
      if (type !== "host") continue;
      const fields = {
        hostname: told.hostname,
        labels: told.labels ?? {},
        agentIpAddress: told.agentIpAddress,
        registerId: register.id,
      };
      const known = this.store.of("host").find((host) => host.fields.registerId === register.id);
      if (known === undefined)
        this.heard.set(this.store.add("host", register.accountId, fields).id, Date.now());
      else if (known.removed === undefined) this.heard.set(known.id, Date.now());
    }
  }

  /** With its host an agent's account goes. */
  forget(host: Item): void {
    const register = this.store.get("register", String(host.fields.registerId));
    if (register !== undefined) register.state = "removed";
  }

  /** As if no agent had been heard of for long. */
  silence(): void {
    this.heard.clear();
  }

  connected(host: Item): boolean {
    return Date.now() - (this.heard.get(host.id) ?? 0) < SILENCE_MS;
  }

  stateOf(host: Item): Record<string, unknown> {
    return { agentState: this.connected(host) ? "active" : "disconnected" };
  }

  /** An environment's stacks are healthy when a host runs them. */
  healthOf(stack: Item): string {
    if (stack.state !== "active") return "initializing";
    return this.hostsOf(stack.accountId).length > 0 ? "healthy" : "unhealthy";
  }

  /** The hosts of an environment that work. */
  hostsOf(project: string): Item[] {
    return this.store
      .of("host")
      .filter((host) => host.accountId === project && host.state === "active" && this.connected(host));
  }
}
