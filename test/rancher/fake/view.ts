import type { Agents } from "./agents";
import { schemas } from "./schema";
import type { Item, Store } from "./store";

const HIDDEN = ["secretValue", "password", "accessKey", "secretKey"];
const MOUNTS = "-v /var/run/docker.sock:/var/run/docker.sock -v /var/lib/rancher:/var/lib/rancher";

/** The actions that a resource offers in its state; none during a process. */
export const offered = ({ type, state, process }: Item): readonly string[] =>
  process === undefined ? (schemas[type]!.actions[state] ?? []) : [];

/** Resources as the API shows them. */
export class View {
  constructor(
    private readonly store: Store,
    private readonly agents: Agents,
    private readonly agentImage: string,
  ) {}

  /** @param all includes values that are returned only at creation */
  of(item: Item, base: string, all = false): Record<string, unknown> {
    const self = `${base}/${schemas[item.type]!.plural}/${item.id}`;
    const { state, process } = item;
    // A registration shows its keys when it is active, an API key its secret only in the response to its creation.
    const isShown = item.type === "register" ? state === "active" : all;
    const fields = Object.entries(item.fields).filter(([name]) => isShown || !HIDDEN.includes(name));
    // An evacuation is not visible at first.
    const moving = process !== undefined && !(process.name === "evacuate" && state === "active");
    return {
      ...Object.fromEntries(fields),
      id: item.id,
      type: item.type,
      links: { self },
      actions: Object.fromEntries(offered(item).map((action) => [action, `${self}/?action=${action}`])),
      accountId: item.accountId,
      name: item.fields.name ?? null,
      description: item.fields.description ?? null,
      createdTS: item.created,
      state,
      transitioning: moving ? "yes" : "no",
      transitioningMessage: process === undefined ? null : "In Progress",
      removed: item.removed === undefined ? null : new Date(item.removed).toISOString(),
      ...this.computed(item, base),
    };
  }

  /** The URL at which hosts reach the API. */
  apiHost(base: string): string {
    return String(this.store.get("setting", "api.host")?.fields.value ?? "") || new URL(base).origin;
  }

  private computed(item: Item, base: string): Record<string, unknown> {
    if (item.type === "host") return this.agents.stateOf(item);
    if (item.type === "stack") return { healthState: this.agents.healthOf(item) };
    if (item.type === "setting") return { activeValue: item.fields.value };
    if (item.type !== "registrationToken" || item.state !== "active") return {};
    const registrationUrl = `${this.apiHost(base)}/v1/scripts/${String(item.fields.token)}`;
    const command = `sudo docker run --rm --privileged ${MOUNTS} ${this.agentImage} ${registrationUrl}`;
    return { registrationUrl, image: this.agentImage, command };
  }
}
