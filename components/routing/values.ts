import { isIPv4 } from "node:net";
import { parseDuration } from "../../lib/duration";
import { allow, type Check } from "./problems";

/** A duration in Go's notation: `1s`, `2.5s`, `1m30s`. */
export type Duration = string;

/** Any text. */
export const text: Check = allow((value) => typeof value === "string", "text");

/** Text that is not empty. */
export const someText: Check = allow(
  (value) => typeof value === "string" && value !== "",
  "text that is not empty",
);

/** A boolean. */
export const flag: Check = allow((value) => typeof value === "boolean", "true or false");

/** A whole number of the protocol's 32 bits, not below `least`. */
export const integer = (least: number, most = 2 ** 31 - 1): Check =>
  allow(
    (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    most === 2 ** 31 - 1 ? `a whole number of ${least} or more` : `a whole number, ${least} to ${most}`,
  );

/** A share of a hundred, fractions included. */
export const percent: Check = allow(
  (value) => typeof value === "number" && value >= 0 && value <= 100,
  "a percentage, 0 to 100",
);

/** A duration of a millisecond or more (what Envoy can tell apart). */
export const duration: Check = durationOf("1ms");

/** A duration not below `least`. */
export function durationOf(least: Duration, wholeSeconds = false): Check {
  return allow(
    (value) => {
      const length = typeof value === "string" ? parseDuration(value) : undefined;
      return length !== undefined && length >= parseDuration(least)! && (!wholeSeconds || length % 1e9 === 0);
    },
    `a duration of ${least} or more${wholeSeconds ? " in whole seconds" : ""}, such as "1s", "2.5s", "1m30s"`,
  );
}

/** One of these words. */
export const oneOf = (...words: string[]): Check =>
  allow((value) => typeof value === "string" && words.includes(value), `one of ${words.join(", ")}`);

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

/** The name of a Service or of a namespace. */
export const dnsLabel: Check = allow(
  (value) => typeof value === "string" && new RegExp(`^${label}$`).test(value),
  "a DNS label: lower-case letters, digits and -, at most 63",
);

/** A domain name. */
export const domain: Check = allow(
  (value) =>
    typeof value === "string" && value.length <= 253 && new RegExp(`^${label}(\\.${label})*$`).test(value),
  'a domain name, such as "svc.cluster.local"',
);

/** A domain name of which the first label may be, or begin with, `*`. */
export const wildcardDomain: Check = allow(
  (value) =>
    typeof value === "string" &&
    value.length <= 253 &&
    new RegExp(`^(\\*|(\\*-?)?${label})(\\.${label})*$`).test(value),
  'a domain name, such as "reviews.default.svc.cluster.local" or "*.example.com"',
);

/** A label's key or value. */
export const labelText: Check = allow(
  (value) => typeof value === "string" && /^([A-Za-z0-9]([\w./-]*[A-Za-z0-9])?)$/.test(value),
  "a label: letters, digits and . _ - /, a letter or digit at either end",
);

/** The name of an HTTP header. */
export const headerName: Check = allow(
  (value) => typeof value === "string" && /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(value),
  "a header's name in lower case",
);

/** A TCP port. */
export const port: Check = integer(1, 65535);

/** An IPv4 address, with or without the length of a prefix. */
export const subnet: Check = allow((value) => {
  const [address = "", bits, ...rest] = String(value).split("/");
  return (
    isIPv4(address) &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,2}$/.test(bits) && Number(bits) <= 32))
  );
}, 'an IPv4 address or range, such as "10.0.0.0/8"');
