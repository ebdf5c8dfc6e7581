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

/** How requests for a service are routed (`RouteRule` of istio/api 0.2). */
export interface RouteRuleSpec {
  /** The service, in all its versions. */
  destination: IstioService;
  /** Of several rules that match, that of the highest precedence applies; 0 or more. Default 0. */
  precedence?: number;
  /** Which requests; default all HTTP requests. */
  match?: MatchCondition;
  /** The versions that get the requests, by weight. Either this or `redirect`. */
  route?: DestinationWeight[];
  /** An HTTP redirect (302) in the place of a route. */
  redirect?: HTTPTarget;
  /** A change of path or host before a request goes on; not with `redirect`. */
  rewrite?: HTTPTarget;
  /** Let requests upgrade to WebSocket; not with `redirect`. Default false. */
  websocketUpgrade?: boolean;
  /** How long a request may take. Default 15s. */
  httpReqTimeout?: { simpleTimeout: SimpleTimeout };
  /** How often a request is tried again. */
  httpReqRetries?: { simpleRetry: SimpleRetry };
  /** Faults that are put in; not with `redirect`. */
  httpFault?: HTTPFaultInjection;
  /** A service that gets a copy of every request. */
  mirror?: IstioService;
  /** Cross-origin resource sharing. */
  corsPolicy?: CorsPolicy;
  /** Headers that are added to a request. */
  appendHeaders?: Record<string, string>;
}

/** Which requests a rule is for; one condition or more. */
export interface MatchCondition {
  /** The caller. */
  source?: IstioService;
  /** TCP connections between these addresses. */
  tcp?: L4MatchAttributes;
  /** UDP packets between these addresses. */
  udp?: L4MatchAttributes;
  /** Properties of the HTTP request. */
  request?: {
    /** By header, or by `uri`, `scheme`, `method`, `authority`. */
    headers: Record<string, StringMatch>;
  };
}

/** Addresses, IPv4 with or without the length of a prefix. */
export interface L4MatchAttributes {
  sourceSubnet?: string[];
  destinationSubnet?: string[];
}

/** How a text is matched: one of the three. */
export type StringMatch = { exact: string } | { prefix: string } | { regex: string };

/** A version and its share of the requests. */
interface DestinationWeight {
  /** Another service. Default: the rule's destination. */
  destination?: IstioService;
  /** Labels of the version. Default: all versions. */
  labels?: Labels;
  /** Percent of the requests; all weights add up to 100. May be left out where there is one route only. */
  weight?: number;
}

/** A path, a host, or both. */
interface HTTPTarget {
  uri?: string;
  authority?: string;
}

interface SimpleTimeout {
  /** Retries included; 1ms or more. */
  timeout: Duration;
  /** A header by which a caller may choose another. */
  overrideHeaderName?: string;
}

interface SimpleRetry {
  /** How many times. */
  attempts: number;
  /** For each try; 1ms or more. */
  perTryTimeout?: Duration;
  /** A header by which a caller may choose another number. */
  overrideHeaderName?: string;
}

/** Faults: a delay, an abort, or both. */
export interface HTTPFaultInjection {
  delay?: {
    /** Percent of the requests. Default 100. */
    percent?: number;
    /** How long; 1ms or more. */
    fixedDelay: Duration;
    overrideHeaderName?: string;
  };
  abort?: {
    /** Percent of the requests. Default 100. */
    percent?: number;
    /** Status of the answer; either this or `http2Error`. */
    httpStatus?: number;
    http2Error?: string;
    overrideHeaderName?: string;
  };
}

/** Cross-origin resource sharing: the values of the Access-Control headers. */
export interface CorsPolicy {
  allowOrigin?: string[];
  allowMethods?: string[];
  allowHeaders?: string[];
  exposeHeaders?: string[];
  /** In whole seconds. */
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
  // A weight that is no number is a problem of its own.
  if (weights.some((value) => value !== undefined && typeof value !== "number")) return [];
  if (route.length === 1 && weights[0] === undefined) return [];
  const sum = (weights as (number | undefined)[]).reduce<number>((total, value) => total + (value ?? 0), 0);
  return sum === 100 ? [] : [problem("route", sum, "weights that add up to 100")];
}
