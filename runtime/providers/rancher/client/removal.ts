import { RancherError } from "./answer";
import { type ApiResource, isGone, stateOf } from "./apiResource";
import type { RancherClient } from "./client";
import { untilDone } from "./readiness";

/** The next step of a removal. */
export type RemovalStep =
  | { kind: "removed" }
  | { kind: "waiting"; message: string }
  /** `remove` is a separate request, any other one an action that the resource offers. */
  | { kind: "act"; action: string };

/**
 * The next step to remove a resource, in the order of Rancher's pages: evacuate (hosts only), deactivate, remove,
 * purge. A resource offers only the actions that its state allows.
 * https://rancher.com/docs/rancher/v1.6/en/hosts/#removing-hosts
 * @param resource its current state; undefined when it no longer exists
 * @param taken the steps taken so far: none is repeated; a resource that does not change is awaited
 */
export function removalStep(
  resource: ApiResource | undefined,
  what: string,
  taken: ReadonlySet<string>,
): RemovalStep {
  if (resource === undefined || resource.state === "purged") return { kind: "removed" };
  const offers = (action: string): boolean => resource.actions?.[action] !== undefined && !taken.has(action);
  if (isGone(resource)) {
    // The server itself purges a resource without this action.
    if (resource.transitioning === "yes") return wait(resource, what);
    return offers("purge") ? { kind: "act", action: "purge" } : { kind: "removed" };
  }
  if (resource.transitioning === "yes") return wait(resource, what);
  if (resource.state === "active" && offers("evacuate")) return { kind: "act", action: "evacuate" };
  // An evacuation shows only by missing actions at first: rancher/rancher issue 10519.
  const nothing = Object.keys(resource.actions ?? {}).length === 0;
  if (taken.has("evacuate") && nothing && resource.state === "active") return wait(resource, what);
  if (offers("deactivate")) return { kind: "act", action: "deactivate" };
  if (!taken.has("remove")) return { kind: "act", action: "remove" };
  return wait(resource, what);
}

const wait = (resource: ApiResource, what: string): RemovalStep => ({
  kind: "waiting",
  message: `${what} is ${stateOf(resource)}`,
});

/**
 * Removes a resource step by step, and waits for each step.
 * @param path of the resource, below the API's version
 * @throws NotComingError when it still exists at the timeout
 */
export async function removeWhole(
  client: RancherClient,
  path: string,
  what: string,
  timeoutSeconds: number,
): Promise<void> {
  const taken = new Set<string>();
  await untilDone<true>(client, timeoutSeconds, async () => {
    const resource = await client.get(path);
    const step = removalStep(resource, what, taken);
    if (resource === undefined || step.kind === "removed") return { kind: "done", value: true };
    if (step.kind === "waiting") return step;
    const { action } = step;
    try {
      await (action === "remove" ? client.remove(resource) : client.act(resource, action));
    } catch (error) {
      // The server or an earlier attempt with a lost response may have changed its state since the read.
      if (!(error instanceof RancherError) || ![404, 405, 409, 422].includes(error.status)) throw error;
      return { kind: "waiting", message: `${what} is ${stateOf(resource)}: ${error.message}` };
    }
    taken.add(action);
    return { kind: "waiting", message: `${what}: ${action}` };
  });
}
