import { fields, list, type Check } from "../problems";
import { flag, oneOf, someText, type Duration } from "../values";
import type { StringMatch } from "./stringMatch";
import { headerOrAny, regex, seconds } from "./values";

/** Cross-origin resource sharing: the values of the Access-Control headers. */
export interface CorsPolicy {
  allowOrigins?: StringMatch[];
  /** `*` is all. */
  allowMethods?: string[];
  /** `*` is all. */
  allowHeaders?: string[];
  exposeHeaders?: string[];
  /** In whole seconds. */
  maxAge?: Duration;
  allowCredentials?: boolean;
  /** Whether a preflight of an origin that is not allowed goes on to the service. Default FORWARD. */
  unmatchedPreflights?: "FORWARD" | "IGNORE";
}

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"];

export const corsPolicy: Check = fields<CorsPolicy>({
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
});
