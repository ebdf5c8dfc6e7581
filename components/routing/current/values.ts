import { isIP } from "node:net";
import { parseDuration } from "../../../lib/duration";
import { allow, isMapping, list, problem, type Check, type Problem } from "../problems";
import { dnsLabel, durationOf, wildcardDomain } from "../values";

/** Stands for all hosts or the whole mesh. */
const any = "*";

/** A duration of at least 1ms in whole milliseconds. */
export const milliseconds: Check = allow((value) => {
  const length = typeof value === "string" ? parseDuration(value) : undefined;
  return length !== undefined && length >= 1e6 && length % 1e6 === 0;
}, 'a duration of 1ms or more in whole milliseconds, such as "1s", "2.5s", "1m30s"');

/** A duration of at least 1s in whole seconds. */
export const seconds: Check = durationOf("1s", true);

/** An RE2 regular expression of at most 1024 characters, without look-around and back-references. */
export const regex: Check = allow((value) => {
  if (typeof value !== "string" || value === "" || value.length > 1024) return false;
  return !/\(\?<?[=!]|\\[1-9]/.test(value.replaceAll("\\\\", ""));
}, "an RE2 regular expression of 1 to 1024 characters (no look-around, no back-references)");

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export const header: Check = allow(
  (value) => typeof value === "string" && token.test(value),
  "an HTTP header name",
);

/** An HTTP header name, or `*` for all. */
export const headerOrAny: Check = (value, path) => (value === any ? [] : header(value, path));

/** A claim of a validated JWT, by which a gateway routes: `@request.auth.claims.NAME` or `@request.auth.claims[NAME]`. */
const jwtClaim = /^@request\.auth\.claims(\..+|\[.+\])$/is;

/** A header name in a match: lower case, a pseudo-header, or a claim of a JWT. */
export const matchedHeader: Check = allow(
  (value) =>
    typeof value === "string" &&
    ((token.test(value) && value === value.toLowerCase()) ||
      jwtClaim.test(value) ||
      [":method", ":scheme", ":authority", ":path"].includes(value)),
  "a header name in lower case, one of :method, :scheme, :authority, :path, or @request.auth.claims.NAME",
);

/** A header value in Envoy's format: no control characters, `%` only as `%%` or around a variable. */
export const headerValue: Check = allow(
  (value) => typeof value === "string" && /^([^\x00-\x08\x0a-\x1f\x7f%]|%%|%[^%\s]+%)*$/.test(value),
  "a string without control characters, with % as %% or as %VARIABLE%",
);

/** A host name that is not an IP address: `reviews`, `*.example.com`. */
export const hostName: Check = (value, path) =>
  typeof value === "string" && /(^|\.)[0-9]+$/.test(value)
    ? [problem(path, value, "a host name, not an IP address")]
    : wildcardDomain(value, path);

/** A destination host: one name, or all names of a domain. */
export const serviceHost: Check = (value, path) =>
  value === any ? [problem(path, value, "the name of one service, not *")] : hostName(value, path);

/** An IPv4 or IPv6 range or address. */
export const range: Check = allow((value) => {
  const [address = "", bits, ...rest] = typeof value === "string" ? value.split("/") : [];
  const version = isIP(address);
  const longest = version === 6 ? 128 : 32;
  return (
    version > 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest))
  );
}, 'an IP address or range, such as "10.0.0.0/8"');

/** Labels; values may be empty. */
export const labelSet: Check = (value, path) => {
  if (!isMapping(value)) return [problem(path, value, "a mapping")];
  return Object.entries(value).flatMap(([name, text]) => [
    ...labelName(name, `${path}.${name}`),
    ...labelValue(text, `${path}.${name}`),
  ]);
};

const labelName: Check = allow(
  (value) => /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/.test(String(value)),
  "a label name, such as app or example.com/app",
);

const labelValue: Check = allow(
  (value) => typeof value === "string" && /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/.test(value),
  "a label value: at most 63 letters, digits and . _ -, with a letter or digit at both ends",
);

/** A gateway: `NAME`, `NAMESPACE/NAME`, or `mesh` for all sidecars. */
export const gatewayName: Check = allow((value) => {
  const parts = typeof value === "string" ? value.split("/") : [];
  return [1, 2].includes(parts.length) && parts.every((part) => dnsLabel(part, "").length === 0);
}, "mesh, NAME or NAMESPACE/NAME");

const exported: Check = allow(
  (value) => value === any || value === "." || dnsLabel(value, "").length === 0,
  "a namespace, . for the own namespace, or * for all",
);

/** Namespaces in which an object is visible; `*` excludes other entries. */
export const exportTo: Check = (value, path) => {
  const found = [...list(exported)(value, path), ...repeated(value, path)];
  const names = Array.isArray(value) ? value : [];
  return names.length > 1 && names.includes(any)
    ? [...found, problem(path, value, "either * or namespaces")]
    : found;
};

/** Reports duplicate items of a list. */
export function repeated(
  items: unknown,
  path: string,
  of: (item: unknown) => unknown = (item) => item,
): Problem[] {
  const keys = Array.isArray(items) ? items.map(of) : [];
  return keys.flatMap((key, index) =>
    key !== undefined && keys.indexOf(key) < index
      ? [problem(`${path}[${index}]`, key, "no duplicates")]
      : [],
  );
}
