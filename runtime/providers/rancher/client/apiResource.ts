/**
 * A resource of Rancher's API: https://github.com/rancher/api-spec/blob/master/specification.md, with the common fields
 * of https://rancher.com/docs/rancher/v1.6/en/api/v2-beta/common/. Other fields by name.
 */
export interface ApiResource {
  id: string;
  type: string;
  links: Record<string, string>;
  /** The actions that its state allows, with their URLs. */
  actions?: Record<string, string> | null;
  name?: string | null;
  description?: string | null;
  state?: string;
  /** `yes` while a process changes its state, `error` after a failed one. */
  transitioning?: "yes" | "no" | "error";
  transitioningMessage?: string | null;
  /** When it was removed; the API still returns it by id for some time. */
  removed?: string | null;
  [field: string]: unknown;
}

export interface ApiCollection {
  type: "collection";
  data: ApiResource[];
  pagination?: { next?: string | null; partial?: boolean } | null;
}

const GONE_STATES = ["removed", "purging", "purged"];

/** True when it is removed, though the API may still return it. */
export const isGone = (resource: ApiResource | undefined): boolean =>
  resource === undefined || Boolean(resource.removed) || GONE_STATES.includes(resource.state ?? "");

/** Its state and progress, in the API's words. */
export function stateOf({ state = "unknown", transitioning, transitioningMessage }: ApiResource): string {
  const message = transitioning === "no" ? "" : (transitioningMessage ?? "");
  return message === "" ? state : `${state}: ${message}`;
}
