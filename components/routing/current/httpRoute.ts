import { STATUS_CODES } from "node:http";
import { isMapping } from "../../../lib/mapping";
import {
  fields,
  list,
  mappingsIn,
  oneField,
  problem,
  problemIf,
  required,
  type Check,
  type Problem,
  type TypeOf,
} from "../problems";
import { dnsLabel, flag, integer, oneOf, percent, port, someText, text, textThat } from "../values";
import { destination, httpRouteDestinations } from "./destination";
import { headers, isHost } from "./headers";
import { httpMatch } from "./httpMatch";
import { faultPercent, headerOrAny, milliseconds, regex, seconds } from "./values";

const grpcStatuses = [
  ...["OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS"],
  ...["PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE"],
  ...["UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"],
];

/** A percentage; fractions are allowed. */
const percentage = fields({ value: required(percent) });

const faultPercentage = fields({ value: required(faultPercent) });

/** HTTP status of a response that Envoy generates. */
const httpStatus = integer(200, 599);

/** A delay, an abort, or both. */
const httpFault = fields(
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

const retryConditions = [
  ...["5xx", "gateway-error", "reset", "reset-before-request", "connect-failure", "retriable-4xx"],
  ...["refused-stream", "retriable-status-codes", "retriable-headers", "envoy-ratelimited"],
  ...["http3-post-connect-failure", "cancelled", "deadline-exceeded", "internal", "resource-exhausted"],
  "unavailable",
];

/** The statuses of Go, which does not know 509. */
const isStatus = (text: string): boolean => text !== "509" && STATUS_CODES[text] !== undefined;

const httpRetry = fields(
  {
    /** Number of retries; 0 disables retries and excludes `perTryTimeout`, `retryOn` and `retryRemoteLocalities`. */
    attempts: required(integer(0)),
    /** Timeout of each attempt. Default: timeout of the route. */
    perTryTimeout: milliseconds,
    /** Conditions, separated by commas: names of Envoy (`5xx`, `connect-failure`) and HTTP statuses (`503`). */
    retryOn: textThat(
      (value) =>
        value.split(",").every((condition) => retryConditions.includes(condition) || isStatus(condition)),
      `statuses and conditions, separated by commas: ${retryConditions.join(", ")}`,
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

const corsMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"];

const corsPolicy = fields(
  {
    allowOrigins: list(oneField({ exact: someText, prefix: someText, regex })),
    /** `*` means all. */
    allowMethods: list(oneOf(...corsMethods)),
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

/** Target of a redirect; at least one field besides `redirectCode` is set. */
const redirect = fields(
  {
    /** The full path. */
    uri: someText,
    /** Replaces the matched prefix. Requires that every match is by path prefix. */
    prefixRewrite: someText,
    authority: someText,
    scheme: oneOf("http", "https"),
    port,
    /** Default port of the scheme, or the port of the request. Excludes `port`. */
    derivePort: oneOf("FROM_PROTOCOL_DEFAULT", "FROM_REQUEST_PORT"),
    /** Default 301. */
    redirectCode: oneOf(301, 302, 303, 307, 308),
  },
  {
    atLeastOne: [["uri", "prefixRewrite", "authority", "scheme", "port", "derivePort"]],
    atMostOne: [
      ["uri", "prefixRewrite"],
      ["port", "derivePort"],
    ],
  },
);

const largestBody = 1024 * 1024;

const bodyText: Check<string> = (value, path) => {
  const size = typeof value === "string" ? Buffer.byteLength(value) : 0;
  return size > largestBody ? [problem(path, `${size} bytes`, "at most 1 MB")] : text(value, path);
};

const bodyBytes: Check<string> = (value, path) => {
  const isBase64 =
    typeof value === "string" && /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value);
  if (!isBase64) return [problem(path, value, "base64")];
  const size = Buffer.from(value, "base64").length;
  return size > largestBody ? [problem(path, `${size} bytes`, "at most 1 MB")] : [];
};

/** A response that the proxy generates. */
const directResponse = fields({
  /** 200 to 599. */
  status: required(httpStatus),
  /** At most 1 MB; `bytes` is base64. Default: empty. */
  body: oneField({ string: bodyText, bytes: bodyBytes }),
});

/** Rewrite of path or host; at least one field is set. */
const rewrite = fields(
  {
    /** Replaces the path, or the matched prefix. */
    uri: someText,
    authority: someText,
    /** Rewrites the path by a regular expression. Excludes `uri`. */
    uriRegexRewrite: fields({ match: required(regex), rewrite: required(someText) }),
  },
  {
    atLeastOne: [["uri", "authority", "uriRegexRewrite"]],
    atMostOne: [["uri", "uriRegexRewrite"]],
  },
);

const route = fields(
  {
    /** Name in the access log. */
    name: someText,
    /** Conditions. At least one must match. Default: all requests. */
    match: list(httpMatch),
    /** Destinations by weight. */
    route: httpRouteDestinations,
    /** HTTP redirect instead of a route. */
    redirect,
    /** Generated response instead of a route. */
    directResponse,
    /** Delegates to another VirtualService, which has no hosts. */
    delegate: fields({
      name: required(dnsLabel),
      /** Default: namespace of the delegating VirtualService. */
      namespace: dnsLabel,
    }),
    /** Rewrites path or host before the request is forwarded. Requires `route`. */
    rewrite,
    /** Timeout of a request. Default: none. */
    timeout: milliseconds,
    /** Number and conditions of retries. */
    retries: httpRetry,
    /** Faults to inject. Requires `route`. */
    fault: httpFault,
    /** A service that receives a copy of every request. Excludes `mirrors`. */
    mirror: destination,
    /** Share of the requests that `mirror` receives. Default: all. */
    mirrorPercentage: percentage,
    /** Services that receive copies of requests. */
    mirrors: list(fields({ destination: required(destination), percentage })),
    /** Cross-origin resource sharing: values of the Access-Control headers. */
    corsPolicy,
    headers,
  },
  {
    deprecated: { mirrorPercent: { check: integer(0, 100), instead: "mirrorPercentage" } },
    exactlyOne: [["route", "redirect", "directResponse", "delegate"]],
    atMostOne: [
      ["redirect", "rewrite"],
      ["redirect", "fault"],
      ["directResponse", "rewrite"],
      ["directResponse", "fault"],
      ["mirror", "mirrors"],
    ],
    also: (route, path) => [...prefixProblems(route, path), ...hostProblems(route, path)],
  },
);

/** Handles matching HTTP requests. Exactly one of `route`, `redirect`, `directResponse`, `delegate` is set. */
export interface HTTPRoute extends TypeOf<typeof route> {}

export const httpRoute: Check<HTTPRoute> = route;

/** A prefix can be replaced only if the request is matched by prefix. */
function prefixProblems({ redirect, match }: Record<string, unknown>, path: string): Problem[] {
  if (!isMapping(redirect) || redirect.prefixRewrite === undefined) return [];
  return mappingsIn(match, `${path}.match`).flatMap(([{ uri }, at]) => {
    const byOther = isMapping(uri) && uri.prefix === undefined;
    return problemIf(byOther, `${at}.uri`, uri, "a match by prefix beside redirect.prefixRewrite");
  });
}

/** Only one rewrite of the host is possible. */
function hostProblems({ rewrite, headers }: Record<string, unknown>, path: string): Problem[] {
  const request = isMapping(headers) && isMapping(headers.request) ? headers.request : {};
  const changed = [request.set, request.add].flatMap((names) =>
    isMapping(names) ? Object.keys(names).filter((name) => isHost(name) && names[name] !== "") : [],
  );
  if (isMapping(rewrite) && rewrite.authority !== undefined) changed.push("rewrite.authority");
  return problemIf(changed.length > 1, `${path}.headers.request`, changed, "only one change of the host");
}

function turnedOff(retries: Record<string, unknown>, path: string): Problem[] {
  if (retries.attempts !== 0) return [];
  const more = ["perTryTimeout", "retryOn", "retryRemoteLocalities"].filter(
    (name) => retries[name] !== undefined,
  );
  return more.map((name) => problem(`${path}.${name}`, retries[name], "no value beside attempts: 0"));
}
