import { fields, isMapping, list, problem, type Check, type Problem } from "../problems";
import { dnsLabel, integer, oneOf, port, someText, text, type Duration } from "../values";
import { corsPolicy, type CorsPolicy } from "./corsPolicy";
import {
  destination,
  httpRouteDestinations,
  type Destination,
  type HTTPRouteDestination,
} from "./destination";
import { headers, type Headers } from "./headers";
import { httpFault, httpStatus, percentage, type HTTPFaultInjection, type Percent } from "./httpFault";
import { httpMatch, type HTTPMatchRequest } from "./httpMatch";
import { httpRetry, type HTTPRetry } from "./httpRetry";
import { milliseconds, regex } from "./values";

/** Handles matching HTTP requests. Exactly one of `route`, `redirect`, `directResponse`, `delegate` is set. */
export interface HTTPRoute {
  /** Name in the access log. */
  name?: string;
  /** Conditions, of which at least one must match. Default: all requests. */
  match?: HTTPMatchRequest[];
  /** Destinations by weight. */
  route?: HTTPRouteDestination[];
  /** HTTP redirect instead of a route. */
  redirect?: HTTPRedirect;
  /** Generated response instead of a route. */
  directResponse?: HTTPDirectResponse;
  /** Delegates to another VirtualService, which has no hosts. */
  delegate?: Delegate;
  /** Rewrites path or host before the request is forwarded. Requires `route`. */
  rewrite?: HTTPRewrite;
  /** Timeout of a request. Default: none. */
  timeout?: Duration;
  retries?: HTTPRetry;
  /** Faults to inject. Requires `route`. */
  fault?: HTTPFaultInjection;
  /** A service that receives a copy of every request. Excludes `mirrors`. */
  mirror?: Destination;
  /** Share of the requests that `mirror` receives. Default: all. */
  mirrorPercentage?: Percent;
  /** Services that receive copies of requests. */
  mirrors?: { destination: Destination; percentage?: Percent }[];
  corsPolicy?: CorsPolicy;
  headers?: Headers;
}

/** Target of a redirect; at least one field is set. */
interface HTTPRedirect {
  /** The full path. */
  uri?: string;
  /** Replaces the matched prefix. Requires that every match is by path prefix. */
  prefixRewrite?: string;
  authority?: string;
  scheme?: "http" | "https";
  port?: number;
  /** Default port of the scheme, or the port of the request. Excludes `port`. */
  derivePort?: "FROM_PROTOCOL_DEFAULT" | "FROM_REQUEST_PORT";
  /** Default 301. */
  redirectCode?: 301 | 302 | 303 | 307 | 308;
}

/** A response that the proxy generates. */
interface HTTPDirectResponse {
  /** 200 to 599. */
  status: number;
  /** At most 1 MB; `bytes` is base64. Default: empty. */
  body?: { string: string } | { bytes: string };
}

interface Delegate {
  name: string;
  /** Default: namespace of the delegating VirtualService. */
  namespace?: string;
}

/** Rewrite of path or host; at least one field is set. */
interface HTTPRewrite {
  /** Replaces the path, or the matched prefix. */
  uri?: string;
  authority?: string;
  /** Rewrites the path by a regular expression. Excludes `uri`. */
  uriRegexRewrite?: { match: string; rewrite: string };
}

const redirect: Check = fields<HTTPRedirect>(
  {
    uri: someText,
    prefixRewrite: someText,
    authority: someText,
    scheme: oneOf("http", "https"),
    port,
    derivePort: oneOf("FROM_PROTOCOL_DEFAULT", "FROM_REQUEST_PORT"),
    redirectCode: (value, path) =>
      [301, 302, 303, 307, 308].includes(value as number)
        ? []
        : [problem(path, value, "one of 301, 302, 303, 307, 308")],
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

const directResponse: Check = fields<HTTPDirectResponse>(
  {
    status: httpStatus,
    body: fields<{ string?: string; bytes?: string }>(
      { string: bodyText, bytes: bodyBytes },
      { exactlyOne: [["string", "bytes"]] },
    ),
  },
  { required: ["status"] },
);

function bodyText(value: unknown, path: string): Problem[] {
  const size = typeof value === "string" ? Buffer.byteLength(value) : 0;
  return size > largestBody ? [problem(path, `${size} bytes`, "at most 1 MB")] : text(value, path);
}

function bodyBytes(value: unknown, path: string): Problem[] {
  const isBase64 =
    typeof value === "string" && /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value);
  if (!isBase64) return [problem(path, value, "base64")];
  const size = Buffer.from(value, "base64").length;
  return size > largestBody ? [problem(path, `${size} bytes`, "at most 1 MB")] : [];
}

const rewrite: Check = fields<HTTPRewrite>(
  {
    uri: someText,
    authority: someText,
    uriRegexRewrite: fields<NonNullable<HTTPRewrite["uriRegexRewrite"]>>(
      { match: regex, rewrite: someText },
      { required: ["match", "rewrite"] },
    ),
  },
  {
    atLeastOne: [["uri", "authority", "uriRegexRewrite"]],
    atMostOne: [["uri", "uriRegexRewrite"]],
  },
);

export const httpRoute: Check = fields<HTTPRoute>(
  {
    name: someText,
    match: list(httpMatch),
    route: httpRouteDestinations,
    redirect,
    directResponse,
    delegate: fields<Delegate>({ name: dnsLabel, namespace: dnsLabel }, { required: ["name"] }),
    rewrite,
    timeout: milliseconds,
    retries: httpRetry,
    fault: httpFault,
    mirror: destination,
    mirrorPercentage: percentage,
    mirrors: list(
      fields<NonNullable<HTTPRoute["mirrors"]>[number]>(
        { destination, percentage },
        { required: ["destination"] },
      ),
    ),
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

/** A prefix can be replaced only if the request is matched by prefix. */
function prefixProblems({ redirect, match }: Record<string, unknown>, path: string): Problem[] {
  if (!isMapping(redirect) || redirect.prefixRewrite === undefined || !Array.isArray(match)) return [];
  return match.flatMap((condition, index) => {
    const uri: unknown = isMapping(condition) ? condition.uri : undefined;
    return isMapping(uri) && uri.prefix === undefined
      ? [problem(`${path}.match[${index}].uri`, uri, "a match by prefix beside redirect.prefixRewrite")]
      : [];
  });
}

/** Only one rewrite of the host is possible. */
function hostProblems({ rewrite, headers }: Record<string, unknown>, path: string): Problem[] {
  const request = isMapping(headers) && isMapping(headers.request) ? headers.request : {};
  const changed = [request.set, request.add].flatMap((names) =>
    isMapping(names)
      ? Object.keys(names).filter(
          (name) => [":authority", "host"].includes(name.toLowerCase()) && names[name] !== "",
        )
      : [],
  );
  if (isMapping(rewrite) && rewrite.authority !== undefined) changed.push("rewrite.authority");
  return changed.length > 1
    ? [problem(`${path}.headers.request`, changed, "only one change of the host")]
    : [];
}
