import { STATUS_CODES } from "node:http";
import { fields, problem, required, type Check, type Problem, type TypeOf } from "../problems";
import { flag, integer, textThat } from "../values";
import { milliseconds } from "./values";

const conditions = [
  ...["5xx", "gateway-error", "reset", "reset-before-request", "connect-failure", "retriable-4xx"],
  ...["refused-stream", "retriable-status-codes", "retriable-headers", "envoy-ratelimited"],
  ...["http3-post-connect-failure", "cancelled", "deadline-exceeded", "internal", "resource-exhausted"],
  "unavailable",
];

/** The statuses of Go, which does not know 509. */
const isStatus = (text: string): boolean => text !== "509" && STATUS_CODES[text] !== undefined;

const retries = fields(
  {
    /** Number of retries; 0 disables retries and excludes `perTryTimeout`, `retryOn` and `retryRemoteLocalities`. */
    attempts: required(integer(0)),
    /** Timeout of each attempt. Default: timeout of the route. */
    perTryTimeout: milliseconds,
    /** Conditions, separated by commas: names of Envoy (`5xx`, `connect-failure`) and HTTP statuses (`503`). */
    retryOn: textThat(
      (value) => value.split(",").every((condition) => conditions.includes(condition) || isStatus(condition)),
      `statuses and conditions, separated by commas: ${conditions.join(", ")}`,
    ),
    /** Allows retries in other localities. Default: decision of Envoy. */
    retryRemoteLocalities: flag,
    /** Avoids instances that already failed. Default true. */
    retryIgnorePreviousHosts: flag,
    /** Minimum time between attempts. Default 25ms. */
    backoff: milliseconds,
  },
  { also: turnedOff },
);

/** Number and conditions of retries. */
export interface HTTPRetry extends TypeOf<typeof retries> {}

export const httpRetry: Check<HTTPRetry> = retries;

function turnedOff(retries: Record<string, unknown>, path: string): Problem[] {
  if (retries.attempts !== 0) return [];
  const more = ["perTryTimeout", "retryOn", "retryRemoteLocalities"].filter(
    (name) => retries[name] !== undefined,
  );
  return more.map((name) => problem(`${path}.${name}`, retries[name], "no value beside attempts: 0"));
}
