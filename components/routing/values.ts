import { isIPv4 } from "node:net";
import { parseDuration } from "../../lib/duration";
import { allow, type Check } from "./problems";

/** A duration in Go notation: `1s`, `2.5s`, `1m30s`. */
export type Duration = string;

export const text: Check = allow((value) => typeof value === "string", "a string");

export const someText: Check = allow(
  (value) => typeof value === "string" && value !== "",
  "a non-empty string",
);

export const flag: Check = allow((value) => typeof value === "boolean", "true or false");

const largestInteger = 2 ** 31 - 1;

/** An integer of at least `least`, at most 32 bits as in the protocol. */
export const integer = (least: number, most = largestInteger): Check =>
  allow(
    (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    most >= largestInteger ? `an integer of ${least} or more` : `an integer from ${least} to ${most}`,
  );

/** A percentage; fractions are allowed. */
export const percent: Check = allow(
  (value) => typeof value === "number" && value >= 0 && value <= 100,
  "a percentage from 0 to 100",
);

/** A duration of at least 1ms, the resolution of Envoy. */
export const duration: Check = durationOf("1ms");

/** A duration of at least `least`. */
export function durationOf(least: Duration, wholeSeconds = false): Check {
  return allow(
    (value) => {
      const length = typeof value === "string" ? parseDuration(value) : undefined;
      return length !== undefined && length >= parseDuration(least)! && (!wholeSeconds || length % 1e9 === 0);
    },
    `a duration of ${least} or more${wholeSeconds ? " in whole seconds" : ""}, such as "1s", "2.5s", "1m30s"`,
  );
}

export const oneOf = (...words: string[]): Check =>
  allow((value) => typeof value === "string" && words.includes(value), `one of ${words.join(", ")}`);

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

/** Name of a Service or namespace. */
export const dnsLabel: Check = allow(
  (value) => typeof value === "string" && new RegExp(`^${label}$`).test(value),
  "a DNS label: at most 63 lower-case letters, digits and -",
);

export const domain: Check = allow(
  (value) =>
    typeof value === "string" && value.length <= 253 && new RegExp(`^${label}(\\.${label})*$`).test(value),
  'a domain name, such as "svc.cluster.local"',
);

/** A domain name whose first label may be, or start with, `*`. */
export const wildcardDomain: Check = allow(
  (value) =>
    typeof value === "string" &&
    value.length <= 253 &&
    new RegExp(`^(\\*|(\\*-?)?${label})(\\.${label})*$`).test(value),
  'a domain name, such as "reviews.default.svc.cluster.local" or "*.example.com"',
);

export const labelText: Check = allow(
  (value) => typeof value === "string" && /^([A-Za-z0-9]([\w./-]*[A-Za-z0-9])?)$/.test(value),
  "a label: letters, digits and . _ - /, with a letter or digit at both ends",
);

export const headerName: Check = allow(
  (value) => typeof value === "string" && /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(value),
  "a header name in lower case",
);

export const port: Check = integer(1, 65535);

/** An IPv4 address with or without a prefix length. */
export const subnet: Check = allow((value) => {
  const [address = "", bits, ...rest] = typeof value === "string" ? value.split("/") : [];
  return (
    isIPv4(address) &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,2}$/.test(bits) && Number(bits) <= 32))
  );
}, 'an IPv4 address or range, such as "10.0.0.0/8"');
