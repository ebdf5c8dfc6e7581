import { isMapping } from "../../../lib/mapping";
import { fields, list, mapOf, oneField, type Check, type TypeOf } from "../problems";
import { dnsLabel, flag, port, someText, text } from "../values";
import { gatewayName, labelSet, matchedHeader, regex } from "./values";

/** A match of a whole string, a prefix, or a whole string by an RE2 regular expression. */
type StringMatch = { exact: string } | { prefix: string } | { regex: string };

const ways = { exact: text, prefix: someText, regex };

const stringMatch: Check<StringMatch> = oneField(ways);

/** A path match; an empty prefix matches every path. */
const pathMatch: Check<StringMatch> = oneField({ ...ways, prefix: text });

/** A string match; without fields it matches any present value. */
const presenceMatch = fields(ways, { atMostOne: [["exact", "prefix", "regex"]] }) as Check<
  StringMatch | Record<string, never>
>;

/** A match of a header that must not have it; the regular expression `*` matches any present value. */
const absenceMatch: typeof presenceMatch = (value, path) =>
  isMapping(value) && value.regex === "*" && Object.keys(value).length === 1
    ? []
    : presenceMatch(value, path);

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
