import { type ApiResource, isGone, stateOf } from "./apiResource";

/** What is to be done next to get rid of a resource. */
export type RemovalStep =
  | { kind: "gone" }
  | { kind: "wait"; message: string }
  /** An action that the resource offers. */
  | { kind: "act"; action: string }
  /** Its removal, which is no action but a request of its own. */
  | { kind: "remove" };

/**
 * The way of a resource out, as Rancher's pages go it: what runs on it is moved away (`evacuate`, which hosts offer), it is
 * deactivated, removed and purged. A resource offers only what its state allows.
 * https://rancher.com/docs/rancher/v1.6/en/hosts/#removing-hosts
 * @param resource as it is now; undefined when it cannot be had any more
 * @param taken the steps that were taken already: none is taken twice, so that a resource which stays where it is is waited for
 */
export function removalStep(
  resource: ApiResource | undefined,
  what: string,
  taken: ReadonlySet<string>,
): RemovalStep {
  if (resource === undefined || resource.state === "purged") return { kind: "gone" };
  const offers = (action: string): boolean => resource.actions?.[action] !== undefined && !taken.has(action);
  if (isGone(resource)) {
    // What offers no purge is purged by the server itself, in its own time.
    if (resource.transitioning === "yes") return wait(resource, what);
    return offers("purge") ? { kind: "act", action: "purge" } : { kind: "gone" };
  }
  if (resource.transitioning === "yes") return wait(resource, what);
  if (resource.state === "active" && offers("evacuate")) return { kind: "act", action: "evacuate" };
  // An evacuation begins without a sign of it but that nothing is offered: rancher/rancher issue 10519.
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
