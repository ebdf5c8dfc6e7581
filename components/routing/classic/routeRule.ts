import { istioService, labels, wholeService } from "./istioService";
import { isMapping } from "../../../lib/mapping";
import { fields, list, mapOf, oneField, problemIf, required, type Problem, type TypeOf } from "../problems";
import {
  domain,
  duration,
  durationOf,
  flag,
  headerName,
  integer,
  oneOf,
  percent,
  someText,
  subnet,
  text,
} from "../values";

/** IPv4 addresses with or without a prefix length. */
const l4Match = fields({ sourceSubnet: list(subnet, 1), destinationSubnet: list(subnet, 1) });

/** A path, a host, or both. */
const target = fields({ uri: someText, authority: domain }, { atLeastOne: [["uri", "authority"]] });

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"];

export const routeRule = fields(
  {
    /** The service, without labels. */
    destination: required(wholeService),
    /** Precedence among matching rules, 0 or more; the highest applies. Default 0. */
    precedence: integer(0),
    /** Selects requests by one or more conditions. Default: all HTTP requests. */
    match: fields(
      {
        /** The calling service. */
        source: istioService,
        /** TCP connections by address. */
        tcp: l4Match,
        /** UDP packets by address. */
        udp: l4Match,
        /** Properties of the HTTP request. */
        request: fields({
          /** Headers, or `uri`, `scheme`, `method`, `authority`. */
          headers: required(mapOf(oneField({ exact: text, prefix: someText, regex: someText }), headerName)),
        }),
      },
      { atLeastOne: [["source", "tcp", "udp", "request"]] },
    ),
    /** Versions by weight. Excludes `redirect`. */
    route: list(
      fields({
        /** Another service. Default: the destination of the rule. */
        destination: istioService,
        /** Labels of the version. Default: all versions. */
        labels,
        /** Percentage of the requests; all weights must add up to 100. A single route needs no weight. */
        weight: integer(0, 100),
      }),
      1,
    ),
    /** HTTP redirect (302) instead of a route. */
    redirect: target,
    /** Rewrites path or host before the request is forwarded. Excludes `redirect`. */
    rewrite: target,
    /** Allows upgrades to WebSocket. Excludes `redirect`. Default false. */
    websocketUpgrade: flag,
    /** Timeout of a request. Default 15s. */
    httpReqTimeout: fields({
      simpleTimeout: required(
        fields({
          /** Includes retries; at least 1ms. */
          timeout: required(duration),
          /** Header with which a caller may override the timeout. */
          overrideHeaderName: headerName,
        }),
      ),
    }),
    /** Retries of a request. */
    httpReqRetries: fields({
      simpleRetry: required(
        fields({
          /** Number of retries. */
          attempts: required(integer(0)),
          /** Timeout of each attempt, at least 1ms. */
          perTryTimeout: duration,
          /** Header with which a caller may override the number. */
          overrideHeaderName: headerName,
        }),
      ),
    }),
    /** Faults to inject: a delay, an abort, or both. Excludes `redirect`. */
    httpFault: fields(
      {
        delay: fields({
          /** Percentage of the requests. Default 100. */
          percent,
          /** Duration of the delay, at least 1ms. */
          fixedDelay: required(duration),
          overrideHeaderName: headerName,
        }),
        abort: fields(
          {
            /** Percentage of the requests. Default 100. */
            percent,
            /** HTTP status of the response. Excludes `http2Error`. */
            httpStatus: integer(100, 599),
            http2Error: someText,
            overrideHeaderName: headerName,
          },
          { exactlyOne: [["httpStatus", "http2Error"]] },
        ),
      },
      { atLeastOne: [["delay", "abort"]] },
    ),
    /** A service that receives a copy of every request. */
    mirror: istioService,
    /** Cross-origin resource sharing: values of the Access-Control headers. */
    corsPolicy: fields({
      allowOrigin: list(someText),
      allowMethods: list(oneOf(...methods)),
      allowHeaders: list(headerName),
      exposeHeaders: list(headerName),
      /** Whole seconds. */
      maxAge: durationOf("0", true),
      allowCredentials: flag,
    }),
    /** Headers to add to a request. */
    appendHeaders: mapOf(someText, headerName),
  },
  {
    exactlyOne: [["route", "redirect"]],
    atMostOne: [
      ["redirect", "rewrite"],
      ["redirect", "httpFault"],
      ["redirect", "websocketUpgrade"],
    ],
    also: ({ route }) => weightProblems(route),
  },
);

/** Routes the requests for a service (`RouteRule` of istio/api 0.2). */
export interface RouteRuleSpec extends TypeOf<typeof routeRule> {}

function weightProblems(route: unknown): Problem[] {
  if (!Array.isArray(route) || route.length === 0) return [];
  const weights = route.map((entry) => (isMapping(entry) ? entry.weight : undefined));
  // A weight of the wrong type is reported by its own check.
  if (weights.some((value) => value !== undefined && typeof value !== "number")) return [];
  if (route.length === 1 && weights[0] === undefined) return [];
  const sum = (weights as (number | undefined)[]).reduce<number>((total, value) => total + (value ?? 0), 0);
  return problemIf(sum !== 100, "route", sum, "weights that add up to 100");
}
