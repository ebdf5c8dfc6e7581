import { fields, list, problem, type Check } from "../problems";
import { flag, integer, type Duration } from "../values";
import { milliseconds, unsigned } from "./values";

/** Temporary ejection of failing instances from load balancing. */
export interface OutlierDetection {
  /** Consecutive errors (502, 503, 504); 0 disables this check. Default 0. */
  consecutiveGatewayErrors?: number;
  /** Consecutive errors (5xx); 0 disables this check. Default 5. */
  consecutive5xxErrors?: number;
  /** Distinguishes connection failures from errors of the service. Default false. */
  splitExternalLocalOriginErrors?: boolean;
  /** Consecutive connection failures. Requires `splitExternalLocalOriginErrors`. Default 5. */
  consecutiveLocalOriginFailures?: number;
  /** Interval of ejection checks. Default 10s. */
  interval?: Duration;
  /** Minimum ejection time. Default 30s. */
  baseEjectionTime?: Duration;
  /** Maximum percentage of ejected instances. Default 10. */
  maxEjectionPercent?: number;
  /** Minimum percentage of healthy instances; below it no instance is ejected. Default 0. */
  minHealthPercent?: number;
  /** HTTP statuses besides 5xx that count as errors. Default none. */
  outlierDetectionHttpErrorCodes?: number[];
}

export const outlierDetection: Check = fields<OutlierDetection>(
  {
    consecutiveGatewayErrors: unsigned,
    consecutive5xxErrors: unsigned,
    splitExternalLocalOriginErrors: flag,
    consecutiveLocalOriginFailures: unsigned,
    interval: milliseconds,
    baseEjectionTime: milliseconds,
    maxEjectionPercent: integer(0, 100),
    minHealthPercent: integer(0, 100),
    outlierDetectionHttpErrorCodes: list(integer(100, 599)),
  },
  {
    deprecated: { consecutiveErrors: { check: integer(0), instead: "consecutive5xxErrors" } },
    also: ({ splitExternalLocalOriginErrors, consecutiveLocalOriginFailures }, path) =>
      splitExternalLocalOriginErrors !== true &&
      typeof consecutiveLocalOriginFailures === "number" &&
      consecutiveLocalOriginFailures > 0
        ? [
            problem(
              `${path}.consecutiveLocalOriginFailures`,
              consecutiveLocalOriginFailures,
              "no value without splitExternalLocalOriginErrors: true",
            ),
          ]
        : [],
  },
);
