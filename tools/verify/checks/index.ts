import type { Check } from "../check";
import { containers } from "./containers";
import { dashboards } from "./dashboards";
import { graph } from "./graph";
import { metrics } from "./metrics";
import { page } from "./page";
import { peerIdentity } from "./peerIdentity";
import { plainText } from "./plainText";
import { redirection } from "./redirection";
import { reviews } from "./reviews";
import { trace } from "./trace";
import { addons, controlPlane } from "./workloads";

/** All checks, in the order in which they run. */
export const checks: readonly Check[] = [
  controlPlane,
  addons,
  containers,
  redirection,
  page,
  reviews,
  plainText,
  peerIdentity,
  trace,
  metrics,
  dashboards,
  graph,
];
