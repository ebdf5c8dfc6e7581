import { isIP } from "node:net";
import { parseDuration } from "../../../lib/duration";
import {
  allow,
  both,
  deprecated,
  list,
  mapOf,
  problem,
  problemIf,
  type Check,
  type Problem,
} from "../problems";
import { dnsLabel, durationOf, integer, textThat } from "../values";
import { hostName, isDomain, isLabel } from "./hosts";

/** Stands for all hosts or the whole mesh. */
const any = "*";

/** A duration of at least 1ms in whole milliseconds. */
export const milliseconds = textThat((value) => {
  const length = parseDuration(value);
  return length !== undefined && length >= 1e6 && length % 1e6 === 0;
}, 'a duration of 1ms or more in whole milliseconds, such as "1s", "2.5s", "1m30s"');

/** A duration of at least 1s in whole seconds. */
export const seconds = durationOf("1s", true);

/** An RE2 regular expression of 1 to 1024 bytes. */
export const regex = textThat(
  (value) => value !== "" && Buffer.byteLength(value) <= 1024 && isRE2(value),
  "an RE2 regular expression of 1 to 1024 characters (no look-around, no back-references)",
);

function isRE2(pattern: string): boolean {
  // Loaded on demand: most specs have no regular expression.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() is asynchronous
  const { RE2JS } = require("re2js") as typeof import("re2js");
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export const header = textThat(token, "an HTTP header name");

/** An HTTP header name, or `*` for all. */
export const headerOrAny: Check<string> = (value, path) => (value === any ? [] : header(value, path));

/** A claim of a validated JWT, by which a gateway routes: `@request.auth.claims.NAME` or `@request.auth.claims[NAME]`. */
const jwtClaim = /^@request\.auth\.claims(\..+|\[.+\])$/is;

/** True for a claim of a JWT instead of a header name. */
export const isClaim = (name: string): boolean => jwtClaim.test(name);

/** A header name in a match: a header, a pseudo-header, or a claim of a JWT. */
export const matchedHeader = textThat(
  (value) =>
    token.test(value) ||
    isClaim(value) ||
    [":method", ":scheme", ":authority", ":path", ":status"].includes(value),
  "a header name, one of :method, :scheme, :authority, :path, :status, or @request.auth.claims.NAME",
);

/** A destination host: one name, or all names of a domain. */
export const serviceHost: Check<string> = (value, path) =>
  value === any ? [problem(path, value, "the name of one service, not *")] : hostName(value, path);

/** An IPv4 or IPv6 range or address. */
export const range = textThat((value) => {
  const [address = "", bits, ...rest] = value.split("/");
  const version = isIP(address);
  const longest = version === 6 ? 128 : 32;
  return (
    version > 0 &&
    rest.length === 0 &&
    (bits === undefined ||
      (!address.includes("%") && /^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= longest))
  );
}, 'an IP address or range, such as "10.0.0.0/8"');

/** A share of faults; Envoy distinguishes parts of a million. */
export const faultPercent = allow<number>(
  (value) => value === 0 || (typeof value === "number" && value >= 0.0001 && value <= 100),
  "0, or a percentage from 0.0001 to 100",
);

/** An unsigned integer of 32 bits. */
export const unsigned = integer(0, 2 ** 32 - 1);

/** Name of a subset. */
export const subsetName = textThat(
  (value) => value.length <= 63 && /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(value),
  "at most 63 letters, digits and -",
);

const labelName = textThat(
  /^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/,
  "a label name, such as app or example.com/app",
);

const labelValue = textThat(
  /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/,
  "a label value: at most 63 letters, digits and . _ -, with a letter or digit at both ends",
);

/** Labels; values may be empty. */
export const labelSet = mapOf(labelValue, labelName);

/** A gateway: `NAME`, `NAMESPACE/NAME`, or `mesh` for all sidecars. `NAME.NAMESPACE` and longer names are older forms. */
export const gatewayName: Check<string> = (value, path) => {
  const parts = typeof value === "string" ? value.split("/") : [];
  const isName = parts.length === 1 ? isDomain(parts[0]) : parts.length === 2;
  if (isName && parts.every((part) => isLabel(part))) return [];
  if (!isDomain(value)) return [problem(path, value, "mesh, NAME or NAMESPACE/NAME")];
  const [name, namespace] = (value as string).split(".");
  return [deprecated(path, value as string, namespace ? `${namespace}/${name}` : name!)];
};

const exported = allow<string>(
  (value) => value === any || value === "." || dnsLabel(value, "").length === 0,
  "a namespace, . for the own namespace, or * for all",
);

/** Namespaces in which an object is visible; `*` excludes other entries. */
export const exportTo = both(list(exported), (names, path) => [
  ...repeated(names, path),
  ...problemIf(
    Array.isArray(names) && names.length > 1 && names.includes(any),
    path,
    names,
    "either * or namespaces",
  ),
]);

/** Reports duplicate items of a list. */
export function repeated(
  items: unknown,
  path: string,
  of: (item: unknown) => unknown = (item) => item,
): Problem[] {
  const keys = Array.isArray(items) ? items.map(of) : [];
  return keys.flatMap((key, index) =>
    problemIf(key !== undefined && keys.indexOf(key) < index, `${path}[${index}]`, key, "no duplicates"),
  );
}
