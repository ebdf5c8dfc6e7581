import type { CurrentDeviation } from "./current/deviation";
import { objectDeviations } from "./current/objects";
import { podDeviations } from "./current/pods";
import { policyDeviations } from "./current/policy";

export type { CurrentDeviation } from "./current/deviation";

/** All deviations from Istio's charts with the profile `default`. Objects differ in nothing else. */
export const currentDeviations: readonly CurrentDeviation[] = [
  ...objectDeviations,
  ...policyDeviations,
  ...podDeviations,
];
