import { STATUS_CODES } from "node:http";
import { allow, fields, problem, type Check, type Problem } from "../problems";
import { flag, integer, type Duration } from "../values";
import { milliseconds } from "./values";

/** Number and conditions of retries. */
export interface HTTPRetry {
  /** Number of retries; 0 disables retries and excludes `perTryTimeout`, `retryOn` and `retryRemoteLocalities`. */
  attempts: number;
  /** Timeout of each attempt. Default: timeout of the route. */
  perTryTimeout?: Duration;
  /** Conditions, separated by commas: names of Envoy (`5xx`, `connect-failure`) and HTTP statuses (`503`). */
  retryOn?: string;
  /** Allows retries in other localities. Default: decision of Envoy. */
  retryRemoteLocalities?: boolean;
  /** Avoids instances that already failed. Default true. */
  retryIgnorePreviousHosts?: boolean;
  /** Minimum time between attempts. Default 25ms. */
  backoff?: Duration;
}

const conditions = [
  ...["5xx", "gateway-error", "reset", "reset-before-request", "connect-failure", "retriable-4xx"],
  ...["refused-stream", "retriable-status-codes", "retriable-headers", "envoy-ratelimited"],
  ...["http3-post-connect-failure", "cancelled", "deadline-exceeded", "internal", "resource-exhausted"],
  "unavailable",
];

/** The statuses of Go, which does not know 509. */
const isStatus = (text: string): boolean => text !== "509" && STATUS_CODES[text] !== undefined;

const retryOn: Check = allow(
  (value) =>
    typeof value === "string" &&
    value.split(",").every((condition) => conditions.includes(condition) || isStatus(condition)),
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
  const more = ["perTryTimeout", "retryOn", "retryRemoteLocalities"].filter(
    (name) => retries[name] !== undefined,
  );
  return more.map((name) => problem(`${path}.${name}`, retries[name], "no value beside attempts: 0"));
}
