import { fields, list, oneField, type Check, type TypeOf } from "../problems";
import { flag, oneOf, someText } from "../values";
import { headerOrAny, regex, seconds } from "./values";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"];

const policy = fields(
  {
    allowOrigins: list(oneField({ exact: someText, prefix: someText, regex })),
    /** `*` means all. */
    allowMethods: list(oneOf(...methods)),
    /** `*` means all. */
    allowHeaders: list(headerOrAny),
    exposeHeaders: list(headerOrAny),
    /** Whole seconds. */
    maxAge: seconds,
    allowCredentials: flag,
    /** Forwards preflight requests of other origins to the service, or ignores them. Default FORWARD. */
    unmatchedPreflights: oneOf("FORWARD", "IGNORE"),
  },
  { deprecated: { allowOrigin: { check: list(someText), instead: "allowOrigins" } } },
);

/** Cross-origin resource sharing: values of the Access-Control headers. */
export interface CorsPolicy extends TypeOf<typeof policy> {}

export const corsPolicy: Check<CorsPolicy> = policy;
