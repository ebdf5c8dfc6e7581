import fc from "fast-check";
import { removalStep } from "../../runtime/providers/rancher/client/removal";
import type { ApiResource } from "../../runtime/providers/rancher/client/apiResource";
import { schemas } from "./fake/schema";
import { Store } from "./fake/store";

const TYPES = ["project", "host", "apiKey", "registrationToken", "stack"];

test("removal ends from every state, and takes only steps that are offered", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TYPES),
      fc.integer({ min: 0, max: 12 }),
      fc.constantFrom("deactivate", "evacuate", "remove", undefined),
      (type, ticks, before) => {
        const store = new Store(undefined, 0);
        const item = store.add(type, "1a1", {});
        for (let i = 0; i < ticks; i++) store.tick();
        const offered = () => (item.process === undefined ? (schemas[type]!.actions[item.state] ?? []) : []);
        if (before !== undefined && offered().includes(before)) store.begin(item, before);

        const taken = new Set<string>();
        for (let requests = 0; ; requests++) {
          expect(requests).toBeLessThan(100);
          store.tick();
          const resource: ApiResource = {
            id: item.id,
            type,
            links: { self: "/" },
            state: item.state,
            transitioning: item.process !== undefined && item.state !== "active" ? "yes" : "no",
            actions: Object.fromEntries(offered().map((action) => [action, "/"])),
            removed: item.removed === undefined ? null : "then",
          };
          const step = removalStep(item.state === "purged" ? undefined : resource, "it", taken);
          if (step.kind === "removed") break;
          if (step.kind === "waiting") continue;
          const { action } = step;
          // A process without a visible sign rejects the next step, which is retried.
          if (item.process !== undefined) continue;
          const names = action === "remove" ? ["remove", "delete"] : [action];
          expect(offered().some((name) => names.includes(name))).toBe(true);
          store.begin(item, action);
          taken.add(action);
        }
        expect(item.removed).toBeDefined();
      },
    ),
  );
});
