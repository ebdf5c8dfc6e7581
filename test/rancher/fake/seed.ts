import { ADMIN_ACCOUNT } from "./accounts";
import type { Item, Store } from "./store";

export const DEFAULT_SETTINGS: Record<string, string> = {
  "rancher.server.version": "v1.6.30",
  "api.host": "",
};

const INFRASTRUCTURE = ["healthcheck", "ipsec", "network-services", "scheduler"];

/** Creates the contents of a new server: templates, the environment Default, settings. */
export function seed(store: Store): void {
  const template = (name: string, stacks: string[]): Item =>
    store.add(
      "projectTemplate",
      ADMIN_ACCOUNT,
      { name, isPublic: true, stacks: stacks.map((stack) => ({ name: stack })) },
      "active",
    );
  const cattle = template("Cattle", INFRASTRUCTURE);
  template("Kubernetes", ["kubernetes", ...INFRASTRUCTURE]);
  template("Mesos", ["mesos", ...INFRASTRUCTURE]);
  store.add("project", ADMIN_ACCOUNT, { name: "Default", projectTemplateId: cattle.id }, "active");
  for (const [name, value] of Object.entries(DEFAULT_SETTINGS)) {
    store.items.push({
      id: name,
      type: "setting",
      accountId: ADMIN_ACCOUNT,
      state: "active",
      fields: { name, value, inDb: false },
      created: Date.now(),
    });
  }
}

/** Creates the stacks of a new environment's template. */
export function launchStacks(store: Store, project: Item): void {
  const template = store.get("projectTemplate", String(project.fields.projectTemplateId));
  for (const { name } of (template?.fields.stacks ?? []) as { name: string }[]) {
    store.add("stack", project.id, { name, system: true });
  }
}
