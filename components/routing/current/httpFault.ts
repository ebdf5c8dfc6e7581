import { fields, required, type Check, type TypeOf } from "../problems";
import { integer, oneOf, percent } from "../values";
import { faultPercent, milliseconds } from "./values";

const grpcStatuses = [
  ...["OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS"],
  ...["PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE"],
  ...["UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"],
];

/** A percentage; fractions are allowed. */
export const percentage = fields({ value: required(percent) });

const faultPercentage = fields({ value: required(faultPercent) });

/** HTTP status of a response that Envoy generates. */
export const httpStatus = integer(200, 599);

const fault = fields(
  {
    delay: fields(
      {
        /** Duration of the delay, at least 1ms. */
        fixedDelay: required(milliseconds),
        /** Share of the requests. Default: all. */
        percentage: faultPercentage,
      },
      { deprecated: { percent: { check: integer(0, 100), instead: "percentage" } } },
    ),
    abort: fields(
      {
        /** HTTP status of the response, 200 to 599. Excludes `grpcStatus`. */
        httpStatus,
        /** gRPC status of the response, such as `UNAVAILABLE`. */
        grpcStatus: oneOf(...grpcStatuses),
        /** Share of the requests. Default: all. */
        percentage: faultPercentage,
      },
      { exactlyOne: [["httpStatus", "grpcStatus"]] },
    ),
  },
  { atLeastOne: [["delay", "abort"]] },
);

/** A delay, an abort, or both. */
export interface HTTPFaultInjection extends TypeOf<typeof fault> {}

export const httpFault: Check<HTTPFaultInjection> = fault;
