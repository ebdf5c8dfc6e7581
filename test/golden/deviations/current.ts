import type { CurrentDeviation } from "./current/deviation";
import { objectDeviations } from "./current/objects";
import { podDeviations } from "./current/pods";
import { policyDeviations } from "./current/policy";

export type { CurrentDeviation } from "./current/deviation";

/** All deviations from what Istio's charts make by default (profile `default`). No object differs in anything else. */
export const currentDeviations: readonly CurrentDeviation[] = [
  ...objectDeviations,
  ...policyDeviations,
  ...podDeviations,
];
