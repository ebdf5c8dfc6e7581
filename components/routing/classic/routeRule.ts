import { istioService, labels, wholeService, type IstioService, type Labels } from "./istioService";
import { fields, isMapping, list, mapOf, problem, type Check, type Problem } from "../problems";
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
  type Duration,
} from "../values";

/** Routes the requests for a service (`RouteRule` of istio/api 0.2). */
export interface RouteRuleSpec {
  /** The service, without labels. */
  destination: IstioService;
  /** Precedence among matching rules, 0 or more; the highest applies. Default 0. */
  precedence?: number;
  /** Selects requests. Default: all HTTP requests. */
  match?: MatchCondition;
  /** Versions by weight. Excludes `redirect`. */
  route?: DestinationWeight[];
  /** HTTP redirect (302) instead of a route. */
  redirect?: HTTPTarget;
  /** Rewrites path or host before the request is forwarded. Excludes `redirect`. */
  rewrite?: HTTPTarget;
  /** Allows upgrades to WebSocket. Excludes `redirect`. Default false. */
  websocketUpgrade?: boolean;
  /** Timeout of a request. Default 15s. */
  httpReqTimeout?: { simpleTimeout: SimpleTimeout };
  /** Retries of a request. */
  httpReqRetries?: { simpleRetry: SimpleRetry };
  /** Faults to inject. Excludes `redirect`. */
  httpFault?: HTTPFaultInjection;
  /** A service that receives a copy of every request. */
  mirror?: IstioService;
  corsPolicy?: CorsPolicy;
  /** Headers to add to a request. */
  appendHeaders?: Record<string, string>;
}

/** Selects requests by one or more conditions. */
export interface MatchCondition {
  /** The calling service. */
  source?: IstioService;
  /** TCP connections by address. */
  tcp?: L4MatchAttributes;
  /** UDP packets by address. */
  udp?: L4MatchAttributes;
  /** Properties of the HTTP request. */
  request?: {
    /** Headers, or `uri`, `scheme`, `method`, `authority`. */
    headers: Record<string, StringMatch>;
  };
}

/** IPv4 addresses with or without a prefix length. */
interface L4MatchAttributes {
  sourceSubnet?: string[];
  destinationSubnet?: string[];
}

/** A string match; exactly one field is set. */
type StringMatch = { exact: string } | { prefix: string } | { regex: string };

/** A version and its share of the requests. */
interface DestinationWeight {
  /** Another service. Default: the destination of the rule. */
  destination?: IstioService;
  /** Labels of the version. Default: all versions. */
  labels?: Labels;
  /** Percentage of the requests; all weights must add up to 100. A single route needs no weight. */
  weight?: number;
}

/** A path, a host, or both. */
interface HTTPTarget {
  uri?: string;
  authority?: string;
}

interface SimpleTimeout {
  /** Includes retries; at least 1ms. */
  timeout: Duration;
  /** Header with which a caller may override the timeout. */
  overrideHeaderName?: string;
}

interface SimpleRetry {
  /** Number of retries. */
  attempts: number;
  /** Timeout of each attempt, at least 1ms. */
  perTryTimeout?: Duration;
  /** Header with which a caller may override the number. */
  overrideHeaderName?: string;
}

/** A delay, an abort, or both. */
export interface HTTPFaultInjection {
  delay?: {
    /** Percentage of the requests. Default 100. */
    percent?: number;
    /** Duration of the delay, at least 1ms. */
    fixedDelay: Duration;
    overrideHeaderName?: string;
  };
  abort?: {
    /** Percentage of the requests. Default 100. */
    percent?: number;
    /** HTTP status of the response. Excludes `http2Error`. */
    httpStatus?: number;
    http2Error?: string;
    overrideHeaderName?: string;
  };
}

/** Cross-origin resource sharing: values of the Access-Control headers. */
interface CorsPolicy {
  allowOrigin?: string[];
  allowMethods?: string[];
  allowHeaders?: string[];
  exposeHeaders?: string[];
  /** Whole seconds. */
  maxAge?: Duration;
  allowCredentials?: boolean;
}

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"];

const l4Match = fields<L4MatchAttributes>({
  sourceSubnet: list(subnet, 1),
  destinationSubnet: list(subnet, 1),
});

const stringMatch = fields<{ exact?: string; prefix?: string; regex?: string }>(
  { exact: text, prefix: someText, regex: someText },
  { exactlyOne: [["exact", "prefix", "regex"]] },
);

const match = fields<MatchCondition>(
  {
    source: istioService,
    tcp: l4Match,
    udp: l4Match,
    request: fields<NonNullable<MatchCondition["request"]>>(
      { headers: mapOf(stringMatch, headerName) },
      { required: ["headers"] },
    ),
  },
  { atLeastOne: [["source", "tcp", "udp", "request"]] },
);

const target = fields<HTTPTarget>(
  { uri: someText, authority: domain },
  { atLeastOne: [["uri", "authority"]] },
);

const weight = fields<DestinationWeight>({ destination: istioService, labels, weight: integer(0, 100) });

const fault = fields<HTTPFaultInjection>(
  {
    delay: fields<NonNullable<HTTPFaultInjection["delay"]>>(
      { percent, fixedDelay: duration, overrideHeaderName: headerName },
      { required: ["fixedDelay"] },
    ),
    abort: fields<NonNullable<HTTPFaultInjection["abort"]>>(
      { percent, httpStatus: integer(100, 599), http2Error: someText, overrideHeaderName: headerName },
      { exactlyOne: [["httpStatus", "http2Error"]] },
    ),
  },
  { atLeastOne: [["delay", "abort"]] },
);

const cors = fields<CorsPolicy>({
  allowOrigin: list(someText),
  allowMethods: list(oneOf(...methods)),
  allowHeaders: list(headerName),
  exposeHeaders: list(headerName),
  maxAge: durationOf("0", true),
  allowCredentials: flag,
});

const timeout = fields<NonNullable<RouteRuleSpec["httpReqTimeout"]>>(
  {
    simpleTimeout: fields<SimpleTimeout>(
      { timeout: duration, overrideHeaderName: headerName },
      { required: ["timeout"] },
    ),
  },
  { required: ["simpleTimeout"] },
);

const retries = fields<NonNullable<RouteRuleSpec["httpReqRetries"]>>(
  {
    simpleRetry: fields<SimpleRetry>(
      { attempts: integer(0), perTryTimeout: duration, overrideHeaderName: headerName },
      { required: ["attempts"] },
    ),
  },
  { required: ["simpleRetry"] },
);

export const routeRule: Check = fields<RouteRuleSpec>(
  {
    destination: wholeService,
    precedence: integer(0),
    match,
    route: list(weight, 1),
    redirect: target,
    rewrite: target,
    websocketUpgrade: flag,
    httpReqTimeout: timeout,
    httpReqRetries: retries,
    httpFault: fault,
    mirror: istioService,
    corsPolicy: cors,
    appendHeaders: mapOf(someText, headerName),
  },
  {
    required: ["destination"],
    exactlyOne: [["route", "redirect"]],
    atMostOne: [
      ["redirect", "rewrite"],
      ["redirect", "httpFault"],
      ["redirect", "websocketUpgrade"],
    ],
    also: (spec) => weightProblems(spec.route),
  },
);

function weightProblems(route: unknown): Problem[] {
  if (!Array.isArray(route) || route.length === 0) return [];
  const weights = route.map((entry) => (isMapping(entry) ? entry.weight : undefined));
  // A weight of the wrong type is reported by its own check.
  if (weights.some((value) => value !== undefined && typeof value !== "number")) return [];
  if (route.length === 1 && weights[0] === undefined) return [];
  const sum = (weights as (number | undefined)[]).reduce<number>((total, value) => total + (value ?? 0), 0);
  return sum === 100 ? [] : [problem("route", sum, "weights that add up to 100")];
}
