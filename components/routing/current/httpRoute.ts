import { isMapping } from "../../../lib/mapping";
import {
  fields,
  list,
  oneField,
  problem,
  required,
  type Check,
  type Problem,
  type TypeOf,
} from "../problems";
import { dnsLabel, integer, oneOf, port, someText, text } from "../values";
import { corsPolicy } from "./corsPolicy";
import { destination, httpRouteDestinations } from "./destination";
import { headers } from "./headers";
import { httpFault, httpStatus, percentage } from "./httpFault";
import { httpMatch } from "./httpMatch";
import { httpRetry } from "./httpRetry";
import { milliseconds, regex } from "./values";

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
    /** Conditions, of which at least one must match. Default: all requests. */
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
    retries: httpRetry,
    /** Faults to inject. Requires `route`. */
    fault: httpFault,
    /** A service that receives a copy of every request. Excludes `mirrors`. */
    mirror: destination,
    /** Share of the requests that `mirror` receives. Default: all. */
    mirrorPercentage: percentage,
    /** Services that receive copies of requests. */
    mirrors: list(fields({ destination: required(destination), percentage })),
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
