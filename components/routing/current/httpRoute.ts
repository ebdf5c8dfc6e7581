import { fields, isMapping, list, problem, type Check, type Problem } from "../problems";
import { dnsLabel, domain, oneOf, port, someText, text, type Duration } from "../values";
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

/** What happens to HTTP requests that match. Exactly one of `route`, `redirect`, `directResponse`, `delegate`. */
export interface HTTPRoute {
  /** A name for the access log. */
  name?: string;
  /** Which requests: those that meet one of these. Default all. */
  match?: HTTPMatchRequest[];
  /** Where they go, by weight. */
  route?: HTTPRouteDestination[];
  /** A redirect in the place of a route. */
  redirect?: HTTPRedirect;
  /** An answer in the place of a route. */
  directResponse?: HTTPDirectResponse;
  /** Another VirtualService, without hosts, that says on. */
  delegate?: Delegate;
  /** A change of path or host before a request goes on; only with `route`. */
  rewrite?: HTTPRewrite;
  /** How long a request may take. Default: no limit. */
  timeout?: Duration;
  retries?: HTTPRetry;
  /** Faults that are put in; only with `route`. */
  fault?: HTTPFaultInjection;
  /** A service that gets a copy of every request; either this or `mirrors`. */
  mirror?: Destination;
  /** Which share of the requests `mirror` gets. Default: all. */
  mirrorPercentage?: Percent;
  /** Services that get copies of requests. */
  mirrors?: { destination: Destination; percentage?: Percent }[];
  corsPolicy?: CorsPolicy;
  /** Changes of headers. */
  headers?: Headers;
}

/** Another place for a request; one field or more. */
interface HTTPRedirect {
  /** The whole path. */
  uri?: string;
  /** In the place of the prefix that was matched; every match is to be by a prefix of the path then. */
  prefixRewrite?: string;
  authority?: string;
  scheme?: "http" | "https";
  port?: number;
  /** The scheme's own port, or the request's. Not with `port`. */
  derivePort?: "FROM_PROTOCOL_DEFAULT" | "FROM_REQUEST_PORT";
  /** Default 301. */
  redirectCode?: 301 | 302 | 303 | 307 | 308;
}

/** An answer of the proxy's own. */
interface HTTPDirectResponse {
  /** 200 to 599. */
  status: number;
  /** At most 1 MB; bytes are base64. Default: none. */
  body?: { string: string } | { bytes: string };
}

/** Another VirtualService. */
interface Delegate {
  name: string;
  /** Default: that of the VirtualService which delegates. */
  namespace?: string;
}

/** A change of path or host; one field or more. */
interface HTTPRewrite {
  /** In the place of the path, or of the prefix that was matched. */
  uri?: string;
  authority?: string;
  /** A change of the path by a regular expression; not with `uri`. */
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
      { string: bodyText, bytes: bodyText },
      { exactlyOne: [["string", "bytes"]] },
    ),
  },
  { required: ["status"] },
);

function bodyText(value: unknown, path: string): Problem[] {
  const size = typeof value === "string" ? Buffer.byteLength(value) : 0;
  return size > largestBody ? [problem(path, `${size} bytes`, "at most 1 MB")] : text(value, path);
}

const rewrite: Check = fields<HTTPRewrite>(
  {
    uri: someText,
    authority: domain,
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

/** A route of a VirtualService for HTTP. */
export const httpRoute: Check = fields<HTTPRoute>(
  {
    name: someText,
    match: list(httpMatch, 1),
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
      1,
    ),
    corsPolicy,
    headers,
  },
  {
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

/** A prefix is replaced only where one was matched. */
function prefixProblems({ redirect, match }: Record<string, unknown>, path: string): Problem[] {
  if (!isMapping(redirect) || redirect.prefixRewrite === undefined || !Array.isArray(match)) return [];
  return match.flatMap((condition, index) => {
    const uri: unknown = isMapping(condition) ? condition.uri : undefined;
    return isMapping(uri) && uri.prefix === undefined
      ? [problem(`${path}.match[${index}].uri`, uri, "a match by prefix beside redirect.prefixRewrite")]
      : [];
  });
}

/** The host of a request is changed in one place only. */
function hostProblems({ rewrite, headers }: Record<string, unknown>, path: string): Problem[] {
  const request = isMapping(headers) && isMapping(headers.request) ? headers.request : {};
  const changed = [request.set, request.add].flatMap((names) =>
    isMapping(names)
      ? Object.keys(names).filter((name) => [":authority", "host"].includes(name.toLowerCase()))
      : [],
  );
  if (isMapping(rewrite) && rewrite.authority !== undefined) changed.push("rewrite.authority");
  return changed.length > 1
    ? [problem(`${path}.headers.request`, changed, "only one change of the host")]
    : [];
}
