import { randomBytes } from "node:crypto";
import type { Item, Store } from "./store";

/** The silence after which an agent counts as disconnected. */
const SILENCE_MS = 4_000;

/** The hosts' agents: which have registered, and which sent a recent message. */
export class Agents {
  private readonly heard = new Map<string, number>();
  private areSilent = false;

  constructor(private readonly store: Store) {}

  /** Registers an agent by its own key, once. */
  register(token: Item, key: string): Item {
    return this.store.add("register", token.accountId, {
      key,
      accessKey: randomBytes(10).toString("hex").toUpperCase(),
      secretKey: randomBytes(20).toString("hex"),
    });
  }

  /** Handles an agent's periodic report of its host. */
  hear(register: Item, message: Record<string, unknown>): void {
    if (this.areSilent) return;
    const { resources = [] } = (message.data ?? {}) as { resources?: Record<string, unknown>[] };
    for (const { type, ...report } of resources) {
      if (type !== "host") continue;
      const fields = {
        hostname: report.hostname,
        labels: report.labels ?? {},
        agentIpAddress: report.agentIpAddress,
        registerId: register.id,
      };
      const known = this.store.of("host").find((host) => host.fields.registerId === register.id);
      if (known === undefined)
        this.heard.set(this.store.add("host", register.accountId, fields).id, Date.now());
      else if (known.removed === undefined) this.heard.set(known.id, Date.now());
    }
  }

  /** Deletes an agent's account with its host. */
  forget(host: Item): void {
    const register = this.store.get("register", String(host.fields.registerId));
    if (register !== undefined) register.state = "removed";
  }

  /** Makes all agents silent from now on, also one whose message is under way. */
  silence(): void {
    this.areSilent = true;
    this.heard.clear();
  }

  connected(host: Item): boolean {
    return Date.now() - (this.heard.get(host.id) ?? 0) < SILENCE_MS;
  }

  stateOf(host: Item): Record<string, unknown> {
    return { agentState: this.connected(host) ? "active" : "disconnected" };
  }

  /** The health of an environment's stack: healthy when a host runs it. */
  healthOf(stack: Item): string {
    if (stack.state !== "active") return "initializing";
    return this.hostsOf(stack.accountId).length > 0 ? "healthy" : "unhealthy";
  }

  /** The working hosts of an environment. */
  hostsOf(project: string): Item[] {
    return this.store
      .of("host")
      .filter((host) => host.accountId === project && host.state === "active" && this.connected(host));
  }
}
