import { fields, list, mapOf, type Check } from "../problems";
import { dnsLabel, flag, port, someText } from "../values";
import { absenceMatch, pathMatch, presenceMatch, stringMatch, type StringMatch } from "./stringMatch";
import { gatewayName, labelSet, matchedHeader } from "./values";

/** Selects requests; all conditions must match. */
export interface HTTPMatchRequest {
  /** Name in the access log. */
  name?: string;
  uri?: StringMatch;
  scheme?: StringMatch;
  method?: StringMatch;
  authority?: StringMatch;
  /** Headers; `{}` matches if the header is present. */
  headers?: Record<string, StringMatch | Record<string, never>>;
  /** Headers that must not match. */
  withoutHeaders?: Record<string, StringMatch | Record<string, never>>;
  /** Query parameters. */
  queryParams?: Record<string, StringMatch>;
  /** Ignores the case of `uri`, except in regular expressions. Default false. */
  ignoreUriCase?: boolean;
  /** Port of the request. */
  port?: number;
  /** Labels of the calling pod. */
  sourceLabels?: Record<string, string>;
  /** Namespace of the calling pod. */
  sourceNamespace?: string;
  /** A subset of the gateways of the VirtualService. */
  gateways?: string[];
  /** Prefix of the statistics of this route. */
  statPrefix?: string;
}

export const httpMatch: Check = fields<HTTPMatchRequest>(
  {
    name: someText,
    uri: pathMatch,
    scheme: stringMatch,
    method: stringMatch,
    authority: stringMatch,
    headers: mapOf(presenceMatch, matchedHeader),
    withoutHeaders: mapOf(absenceMatch, matchedHeader),
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
