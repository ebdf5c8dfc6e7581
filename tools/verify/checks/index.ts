import type { Check } from "../check";
import { addons } from "./addons";
import { containers } from "./containers";
import { controlPlane } from "./controlPlane";
import { metrics } from "./metrics";
import { page } from "./page";
import { peerIdentity } from "./peerIdentity";
import { plainText } from "./plainText";
import { redirection } from "./redirection";
import { reviews } from "./reviews";
import { trace } from "./trace";

/** The manual's checks, in its order. */
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
];
