import { isIPv4 } from "node:net";
import { parseDuration } from "../../lib/duration";
import { allow, type Check } from "./problems";

/** A duration in Go notation: `1s`, `2.5s`, `1m30s`. */
export type Duration = string;

export const text = allow<string>((value) => typeof value === "string", "a string");

/** A text that matches a pattern or a predicate. */
export function textThat(fits: RegExp | ((text: string) => boolean), expected: string): Check<string> {
  const isRight = fits instanceof RegExp ? (value: string) => fits.test(value) : fits;
  return allow((value) => typeof value === "string" && isRight(value), expected);
}

export const someText = textThat((value) => value !== "", "a non-empty string");

export const flag = allow<boolean>((value) => typeof value === "boolean", "true or false");

const largestInteger = 2 ** 31 - 1;

/** An integer of at least `least`, at most 32 bits as in the protocol. */
export const integer = (least: number, most = largestInteger) =>
  allow<number>(
    (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    most >= largestInteger ? `an integer of ${least} or more` : `an integer from ${least} to ${most}`,
  );

/** A percentage; fractions are allowed. */
export const percent = allow<number>(
  (value) => typeof value === "number" && value >= 0 && value <= 100,
  "a percentage from 0 to 100",
);

/** A duration of at least 1ms, the resolution of Envoy. */
export const duration = durationOf("1ms");

/** A duration of at least `least`. */
export function durationOf(least: Duration, wholeSeconds = false): Check<Duration> {
  return textThat(
    (value) => {
      const length = parseDuration(value);
      return length !== undefined && length >= parseDuration(least)! && (!wholeSeconds || length % 1e9 === 0);
    },
    `a duration of ${least} or more${wholeSeconds ? " in whole seconds" : ""}, such as "1s", "2.5s", "1m30s"`,
  );
}

/** One of these words or numbers. */
export const oneOf = <Word extends string | number>(...words: Word[]): Check<Word> =>
  allow((value) => words.includes(value as Word), `one of ${words.join(", ")}`);

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

/** Name of a Service or namespace. */
export const dnsLabel = textThat(
  new RegExp(`^${label}$`),
  "a DNS label: at most 63 lower-case letters, digits and -",
);

const domainPattern = new RegExp(`^${label}(\\.${label})*$`);

export const domain = textThat(
  (value) => value.length <= 253 && domainPattern.test(value),
  'a domain name, such as "svc.cluster.local"',
);

const wildcardPattern = new RegExp(`^(\\*|(\\*-?)?${label})(\\.${label})*$`);

/** A domain name whose first label may be, or start with, `*`. */
export const wildcardDomain = textThat(
  (value) => value.length <= 253 && wildcardPattern.test(value),
  'a domain name, such as "reviews.default.svc.cluster.local" or "*.example.com"',
);

export const labelText = textThat(
  /^([A-Za-z0-9]([\w./-]*[A-Za-z0-9])?)$/,
  "a label: letters, digits and . _ - /, with a letter or digit at both ends",
);

export const headerName = textThat(/^[!#$%&'*+.^_`|~0-9a-z-]+$/, "a header name in lower case");

export const port = integer(1, 65535);

/** An IPv4 address with or without a prefix length. */
export const subnet = textThat((value) => {
  const [address = "", bits, ...rest] = value.split("/");
  return (
    isIPv4(address) &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,2}$/.test(bits) && Number(bits) <= 32))
  );
}, 'an IPv4 address or range, such as "10.0.0.0/8"');
