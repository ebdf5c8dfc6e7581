import { fields, list, type Check } from "../problems";
import { flag, oneOf, someText, type Duration } from "../values";
import type { StringMatch } from "./stringMatch";
import { headerOrAny, regex, seconds } from "./values";

/** Cross-origin resource sharing: values of the Access-Control headers. */
export interface CorsPolicy {
  allowOrigins?: StringMatch[];
  /** `*` means all. */
  allowMethods?: string[];
  /** `*` means all. */
  allowHeaders?: string[];
  exposeHeaders?: string[];
  /** Whole seconds. */
  maxAge?: Duration;
  allowCredentials?: boolean;
  /** Forwards preflight requests of other origins to the service, or ignores them. Default FORWARD. */
  unmatchedPreflights?: "FORWARD" | "IGNORE";
}

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"];

export const corsPolicy: Check = fields<CorsPolicy>(
  {
    allowOrigins: list(
      fields<{ exact?: string; prefix?: string; regex?: string }>(
        { exact: someText, prefix: someText, regex },
        { exactlyOne: [["exact", "prefix", "regex"]] },
      ),
    ),
    allowMethods: list(oneOf(...methods)),
    allowHeaders: list(headerOrAny),
    exposeHeaders: list(headerOrAny),
    maxAge: seconds,
    allowCredentials: flag,
    unmatchedPreflights: oneOf("FORWARD", "IGNORE"),
  },
  { deprecated: { allowOrigin: { check: list(someText), instead: "allowOrigins" } } },
);
