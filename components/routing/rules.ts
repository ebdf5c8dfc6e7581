import type { Duration } from "./values";

/** A routing rule for a service, independent of the mesh. */
export interface RequestRule {
  /** Its name; a later rule with the same name replaces an earlier one. */
  name: string;
  service: string;
  /** Only requests of this user. Takes precedence over rules for all users. Default: all users. */
  user?: string;
  /** Versions with their percentages. A single version needs no percentage. */
  route: readonly VersionShare[];
  /** Fault to inject. Default none. */
  fault?: Fault;
}

interface VersionShare {
  version: string;
  weight?: number;
}

/** A fault for all requests of a rule: a delay, or an HTTP status instead of a call of the service. */
export type Fault = { delay: Duration } | { abort: number };

/** A load balancing rule for a service, independent of the mesh. */
export interface BalancingRule {
  /** Its name; a later rule with the same name replaces an earlier one. */
  name: string;
  service: string;
  loadBalancing: "RANDOM" | "ROUND_ROBIN";
}

/**
 * Returns a regular expression for a `cookie` header with the sample's cookie `user`. Browsers separate cookies
 * by `; `, the release's rules by `;`.
 * @param between regular expression for the text between `;` and the cookie
 */
export function userCookie(user: string, between = ""): string {
  return `^(.*?;${between})?(user=${user.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")})(;.*)?$`;
}
