import { fields, list, problem, type Check } from "../problems";
import { flag, integer, type Duration } from "../values";
import { milliseconds } from "./values";

/** When an instance is left out for a while. */
export interface OutlierDetection {
  /** Errors (502, 503, 504) in a row; 0 turns it off. Default 0. */
  consecutiveGatewayErrors?: number;
  /** Errors (5xx) in a row; 0 turns it off. Default 5. */
  consecutive5xxErrors?: number;
  /** Tell failures of the connection from errors of the service. Default false. */
  splitExternalLocalOriginErrors?: boolean;
  /** Failures of the connection in a row; only with `splitExternalLocalOriginErrors`. Default 5. */
  consecutiveLocalOriginFailures?: number;
  /** How often instances are looked at. Default 10s. */
  interval?: Duration;
  /** How long an instance is left out at least. Default 30s. */
  baseEjectionTime?: Duration;
  /** How many percent of the instances may be left out. Default 10. */
  maxEjectionPercent?: number;
  /** Below this many percent of healthy instances none is left out. Default 0. */
  minHealthPercent?: number;
  /** Statuses that count as errors beside 5xx. Default none. */
  outlierDetectionHttpErrorCodes?: number[];
}

export const outlierDetection: Check = fields<OutlierDetection>(
  {
    consecutiveGatewayErrors: integer(0),
    consecutive5xxErrors: integer(0),
    splitExternalLocalOriginErrors: flag,
    consecutiveLocalOriginFailures: integer(0),
    interval: milliseconds,
    baseEjectionTime: milliseconds,
    maxEjectionPercent: integer(0, 100),
    minHealthPercent: integer(0, 100),
    outlierDetectionHttpErrorCodes: list(integer(100, 599)),
  },
  {
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
