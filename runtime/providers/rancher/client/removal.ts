import { type ApiResource, isGone, stateOf } from "./apiResource";

/** The next step of a removal. */
export type RemovalStep =
  | { kind: "removed" }
  | { kind: "wait"; message: string }
  /** An action that the resource offers. */
  | { kind: "act"; action: string }
  /** The removal, which is a separate request and not an action. */
  | { kind: "remove" };

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
  if (!taken.has("remove")) return { kind: "remove" };
  return wait(resource, what);
}

const wait = (resource: ApiResource, what: string): RemovalStep => ({
  kind: "wait",
  message: `${what} is ${stateOf(resource)}`,
});
