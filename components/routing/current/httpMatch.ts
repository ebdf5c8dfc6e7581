import { fields, list, mapOf, type Check } from "../problems";
import { dnsLabel, flag, port, someText } from "../values";
import { pathMatch, presenceMatch, stringMatch, type StringMatch } from "./stringMatch";
import { gatewayName, labelSet, matchedHeader } from "./values";

/** Which requests; every condition that is given is to be met. */
export interface HTTPMatchRequest {
  /** A name for the access log. */
  name?: string;
  uri?: StringMatch;
  scheme?: StringMatch;
  method?: StringMatch;
  authority?: StringMatch;
  /** By header; `{}` says that the header is there. */
  headers?: Record<string, StringMatch | Record<string, never>>;
  /** By header, for requests that do not have one like it. */
  withoutHeaders?: Record<string, StringMatch | Record<string, never>>;
  /** By parameter of the query. */
  queryParams?: Record<string, StringMatch>;
  /** Match `uri` in any case; not with a regular expression. Default false. */
  ignoreUriCase?: boolean;
  /** The port that was called. */
  port?: number;
  /** Labels of the caller. */
  sourceLabels?: Record<string, string>;
  /** Namespace of the caller. */
  sourceNamespace?: string;
  /** Gateways, some of those of the VirtualService. */
  gateways?: string[];
  /** Prefix for the statistics of this route. */
  statPrefix?: string;
}

/** Conditions on requests, one or more. */
export const httpMatch: Check = fields<HTTPMatchRequest>(
  {
    name: someText,
    uri: pathMatch,
    scheme: stringMatch,
    method: stringMatch,
    authority: stringMatch,
    headers: mapOf(presenceMatch, matchedHeader),
    withoutHeaders: mapOf(presenceMatch, matchedHeader),
    queryParams: mapOf(stringMatch, someText),
    ignoreUriCase: flag,
    port,
    sourceLabels: labelSet,
    sourceNamespace: dnsLabel,
    gateways: list(gatewayName),
    statPrefix: someText,
  },
  {
    atLeastOne: [
      [
        ...(["uri", "scheme", "method", "authority", "headers", "withoutHeaders", "queryParams"] as const),
        ...(["port", "sourceLabels", "sourceNamespace", "gateways"] as const),
      ],
    ],
  },
);
