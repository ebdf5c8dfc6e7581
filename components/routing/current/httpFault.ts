import { fields, type Check } from "../problems";
import { integer, oneOf, percent, type Duration } from "../values";
import { milliseconds } from "./values";

/** A share of a hundred, fractions included. */
export interface Percent {
  value: number;
}

/** Faults: a delay, an abort, or both. */
export interface HTTPFaultInjection {
  delay?: {
    /** How long; 1ms or more. */
    fixedDelay: Duration;
    /** Which share of the requests. Default: all. */
    percentage?: Percent;
  };
  abort?: {
    /** Status of the answer, 200 to 599; either this or `grpcStatus`. */
    httpStatus?: number;
    /** Status of the answer by its name in gRPC: `UNAVAILABLE`. */
    grpcStatus?: string;
    /** Which share of the requests. Default: all. */
    percentage?: Percent;
  };
}

const grpcStatuses = [
  ...["OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS"],
  ...["PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE"],
  ...["UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"],
];

export const percentage: Check = fields<Percent>({ value: percent }, { required: ["value"] });

/** The status of an answer that Envoy gives itself. */
export const httpStatus: Check = integer(200, 599);

export const httpFault: Check = fields<HTTPFaultInjection>(
  {
    delay: fields<NonNullable<HTTPFaultInjection["delay"]>>(
      { fixedDelay: milliseconds, percentage },
      { required: ["fixedDelay"] },
    ),
    abort: fields<NonNullable<HTTPFaultInjection["abort"]>>(
      { httpStatus, grpcStatus: oneOf(...grpcStatuses), percentage },
      { exactlyOne: [["httpStatus", "grpcStatus"]] },
    ),
  },
  { atLeastOne: [["delay", "abort"]] },
);
