import { fields, list, mapOf, type Check, type TypeOf } from "../problems";
import { dnsLabel, flag, port, someText } from "../values";
import { absenceMatch, pathMatch, presenceMatch, stringMatch } from "./stringMatch";
import { gatewayName, labelSet, matchedHeader } from "./values";

const conditions = fields(
  {
    /** Name in the access log. */
    name: someText,
    uri: pathMatch,
    scheme: stringMatch,
    method: stringMatch,
    authority: stringMatch,
    /** Headers; `{}` matches if the header is present. */
    headers: mapOf(presenceMatch, matchedHeader),
    /** Headers that must not match. */
    withoutHeaders: mapOf(absenceMatch, matchedHeader),
    /** Query parameters. */
    queryParams: mapOf(stringMatch, someText),
    /** Ignores the case of `uri`, except in regular expressions. Default false. */
    ignoreUriCase: flag,
    /** Port of the request. */
    port,
    /** Labels of the calling pod. */
    sourceLabels: labelSet,
    /** Namespace of the calling pod. */
    sourceNamespace: dnsLabel,
    /** A subset of the gateways of the VirtualService. */
    gateways: list(gatewayName),
    /** Prefix of the statistics of this route. */
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

/** Selects requests; all conditions must match. */
export interface HTTPMatchRequest extends TypeOf<typeof conditions> {}

export const httpMatch: Check<HTTPMatchRequest> = conditions;
