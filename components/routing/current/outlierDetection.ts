import { fields, list, problem, type Check, type TypeOf } from "../problems";
import { flag, integer } from "../values";
import { milliseconds, unsigned } from "./values";

const settings = fields(
  {
    /** Consecutive errors (502, 503, 504); 0 disables this check. Default 0. */
    consecutiveGatewayErrors: unsigned,
    /** Consecutive errors (5xx); 0 disables this check. Default 5. */
    consecutive5xxErrors: unsigned,
    /** Distinguishes connection failures from errors of the service. Default false. */
    splitExternalLocalOriginErrors: flag,
    /** Consecutive connection failures. Requires `splitExternalLocalOriginErrors`. Default 5. */
    consecutiveLocalOriginFailures: unsigned,
    /** Interval of ejection checks. Default 10s. */
    interval: milliseconds,
    /** Minimum ejection time. Default 30s. */
    baseEjectionTime: milliseconds,
    /** Maximum percentage of ejected instances. Default 10. */
    maxEjectionPercent: integer(0, 100),
    /** Minimum percentage of healthy instances; below it no instance is ejected. Default 0. */
    minHealthPercent: integer(0, 100),
    /** HTTP statuses besides 5xx that count as errors. Default none. */
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

/** Temporary ejection of failing instances from load balancing. */
export interface OutlierDetection extends TypeOf<typeof settings> {}

export const outlierDetection: Check<OutlierDetection> = settings;
