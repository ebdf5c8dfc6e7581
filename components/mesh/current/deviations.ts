import type { CurrentDeviation } from "./deviations/deviation";
import { objectDeviations } from "./deviations/objects";
import { podDeviations } from "./deviations/pods";
import { policyDeviations } from "./deviations/policy";

export type { CurrentDeviation } from "./deviations/deviation";

/** All deviations from what Istio's charts make by default (profile `default`). No object differs in anything else. */
export const currentDeviations: readonly CurrentDeviation[] = [
  ...objectDeviations,
  ...policyDeviations,
  ...podDeviations,
];
