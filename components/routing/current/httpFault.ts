import { fields, type Check } from "../problems";
import { integer, oneOf, percent, type Duration } from "../values";
import { faultPercent, milliseconds } from "./values";

/** A percentage; fractions are allowed. */
export interface Percent {
  value: number;
}

/** A delay, an abort, or both. */
export interface HTTPFaultInjection {
  delay?: {
    /** Duration of the delay, at least 1ms. */
    fixedDelay: Duration;
    /** Share of the requests. Default: all. */
    percentage?: Percent;
  };
  abort?: {
    /** HTTP status of the response, 200 to 599. Excludes `grpcStatus`. */
    httpStatus?: number;
    /** gRPC status of the response, such as `UNAVAILABLE`. */
    grpcStatus?: string;
    /** Share of the requests. Default: all. */
    percentage?: Percent;
  };
}

const grpcStatuses = [
  ...["OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS"],
  ...["PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE"],
  ...["UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"],
];

export const percentage: Check = fields<Percent>({ value: percent }, { required: ["value"] });

const faultPercentage: Check = fields<Percent>({ value: faultPercent }, { required: ["value"] });

/** HTTP status of a response that Envoy generates. */
export const httpStatus: Check = integer(200, 599);

export const httpFault: Check = fields<HTTPFaultInjection>(
  {
    delay: fields<NonNullable<HTTPFaultInjection["delay"]>>(
      { fixedDelay: milliseconds, percentage: faultPercentage },
      {
        required: ["fixedDelay"],
        deprecated: { percent: { check: integer(0, 100), instead: "percentage" } },
      },
    ),
    abort: fields<NonNullable<HTTPFaultInjection["abort"]>>(
      { httpStatus, grpcStatus: oneOf(...grpcStatuses), percentage: faultPercentage },
      { exactlyOne: [["httpStatus", "grpcStatus"]] },
    ),
  },
  { atLeastOne: [["delay", "abort"]] },
);
