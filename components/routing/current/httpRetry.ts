import { allow, fields, problem, type Check, type Problem } from "../problems";
import { flag, integer, type Duration } from "../values";
import { milliseconds } from "./values";

/** How often a request is tried again, and when. */
export interface HTTPRetry {
  /** How many times; 0 turns retries off, and nothing else may be said then. */
  attempts: number;
  /** For each try. Default: the route's timeout. */
  perTryTimeout?: Duration;
  /** Conditions, separated by commas: Envoy's names (`5xx`, `connect-failure`) and statuses (`503`). */
  retryOn?: string;
  /** Whether a retry may go to another locality. Default: as Envoy chooses. */
  retryRemoteLocalities?: boolean;
  /** Whether a retry may go to an instance that has failed already. Default true. */
  retryIgnorePreviousHosts?: boolean;
  /** The least time between two tries. Default 25ms. */
  backoff?: Duration;
}

const conditions = [
  ...["5xx", "gateway-error", "reset", "reset-before-request", "connect-failure", "retriable-4xx"],
  ...["refused-stream", "retriable-status-codes", "retriable-headers", "envoy-ratelimited"],
  ...["http3-post-connect-failure", "cancelled", "deadline-exceeded", "internal", "resource-exhausted"],
  "unavailable",
];

const retryOn: Check = allow(
  (value) =>
    typeof value === "string" &&
    value.split(",").every((condition) => conditions.includes(condition) || /^[1-5]\d\d$/.test(condition)),
  `statuses and conditions, separated by commas: ${conditions.join(", ")}`,
);

export const httpRetry: Check = fields<HTTPRetry>(
  {
    attempts: integer(0),
    perTryTimeout: milliseconds,
    retryOn,
    retryRemoteLocalities: flag,
    retryIgnorePreviousHosts: flag,
    backoff: milliseconds,
  },
  { required: ["attempts"], also: turnedOff },
);

function turnedOff(retries: Record<string, unknown>, path: string): Problem[] {
  if (retries.attempts !== 0) return [];
  const more = Object.keys(retries).filter((name) => name !== "attempts" && retries[name] !== undefined);
  return more.map((name) => problem(`${path}.${name}`, retries[name], "no value beside attempts: 0"));
}
