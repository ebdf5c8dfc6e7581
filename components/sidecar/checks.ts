import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { isMapping } from "../../lib/mapping";
import { foundExpected } from "../../lib/problemText";
import { valueAt } from "../../lib/schemaProblems";

/** Returns what is expected if the value is invalid, otherwise undefined. */
export type Check = (value: unknown) => string | undefined;

/** The schema of a field whose values pass a check. */
export const field = <T>(check: Check) =>
  z.custom<T>((value) => check(value) === undefined, { error: ({ input }) => check(input) ?? "" });

/** Parses a value, and fills in the defaults. Without a value, there is one line per problem. */
export function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { value?: z.output<Schema>; problems: string[] } {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data, problems: [] };
  return {
    problems: result.error.issues.map(
      ({ path, message }) => `${path.join(".")}: ${foundExpected(valueAt(value, path), message)}`,
    ),
  };
}

const whenText =
  (fits: (text: string) => boolean, expected: string): Check =>
  (value) =>
    typeof value === "string" && fits(value) ? undefined : expected;

const matches = (pattern: RegExp, expected: string): Check =>
  whenText((text) => pattern.test(text), expected);

const integer =
  (least: number, most: number, expected: string): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most ? undefined : expected;

export const text: Check = matches(/^/, "a string");
export const filled: Check = matches(/./, "a non-empty string");
export const flag: Check = (value) => (typeof value === "boolean" ? undefined : "true or false");
export const whole: Check = integer(0, Infinity, "an integer of 0 or more");
/** A user ID; the traffic of user 0 must be redirected. */
export const userId: Check = integer(1, 2 ** 31 - 1, "a user ID from 1 to 2147483647");
export const port: Check = integer(1, 65535, "a port from 1 to 65535");
export const hub: Check = matches(
  /^\S*[^\s/]$/,
  'a registry with a path and without a trailing "/", such as "docker.io/istio"',
);
export const tag: Check = matches(/^\w[\w.-]{0,127}$/, "an image tag: at most 128 letters, digits and _ . -");
export const imageName: Check = matches(
  /^[^\s/]\S*$/,
  'an image name, such as "docker.io/istio/proxyv2:1.31.4"',
);
export const label: Check = matches(
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  "a DNS label: at most 63 lower-case letters, digits and -",
);

export const oneOf =
  (...names: string[]): Check =>
  (value) =>
    names.includes(value as string) ? undefined : `one of ${names.join(", ")}`;

export const pullPolicy: Check = oneOf("Always", "IfNotPresent", "Never");

export const optional =
  (check: Check): Check =>
  (value) =>
    value === "" ? undefined : check(value);

export const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every((item) => check(item) === undefined)
      ? undefined
      : `a list of items, each ${check(undefined)}`;

/** A number of a probe in an annotation. */
export const wholeText: Check = whenText(
  (found) => /^\d+$/.test(found) && Number(found) < 2 ** 31,
  "an integer from 0 to 2147483647",
);

/** Levels of Envoy's log. */
export const proxyLogLevel: Check = oneOf("trace", "debug", "info", "warning", "error", "critical", "off");

/** Levels of a log and of its parts. */
export const logLevels: Check = matches(
  /^(?:[\w.-]+(?::[\w.-]+)?(?:,(?!$)|$))*$/,
  'a level, or levels of components separated by commas, such as "misc:error,upstream:debug"',
);

/** The name of an object such as a ConfigMap. */
export const objectName: Check = matches(
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
  "a DNS subdomain: at most 253 lower-case letters, digits, hyphens and dots",
);

export const portText: Check = whenText(
  (found) => found === found.trim() && isPort(found),
  "a port from 0 to 65535",
);
export const ports: Check = whenText(isPortList, 'ports separated by commas, such as "80,8080"');
export const portsOrAll: Check = whenText(
  (found) => found === "*" || isPortList(found),
  'ports separated by commas, such as "80,8080", or "*" for all',
);

const isRangeList = (found: string) => found === "" || found.split(",").every(isRange);
export const ranges: Check = whenText(
  isRangeList,
  'ranges separated by commas, such as "10.0.0.0/8,fd00::/8"',
);
export const rangesOrAll: Check = whenText(
  (found) => found === "*" || isRangeList(found),
  'ranges separated by commas, such as "10.0.0.0/8,fd00::/8", or "*" for all',
);

/** IPv4 ranges, or addresses without a prefix length; empty means all. */
export const rangesOfIPv4: Check = whenText(
  (found) => found === "" || found.split(",").every(isIPv4Range),
  'IPv4 ranges separated by commas, such as "10.0.0.0/8,172.16.0.0/12"',
);

export const interfaces: Check = whenText(
  (found) => found === "" || found.split(",").every((name) => /^[A-Za-z][\w.-]{0,14}$/.test(name.trim())),
  "names of network interfaces separated by commas, each of at most 15 letters, digits and _ . -",
);

export const flagText: Check = whenText(
  (found) => parseBool(found) !== undefined,
  'one of "true", "false", "1", "0", "t", "f"',
);

/** As Kubernetes reads it, which takes missing digits for 0. */
export const quantity: Check = matches(
  /^(?=.)[+-]?\d*\.?\d*([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/,
  'a quantity, such as "100m" or "128Mi"',
);

const quantities: Check = (value) =>
  isMapping(value) && Object.values(value).every((amount) => quantity(amount) === undefined)
    ? undefined
    : "a mapping of names to quantities";

export const resources: Check = (value) =>
  isMapping(value) &&
  Object.keys(value).every((key) => key === "requests" || key === "limits") &&
  Object.values(value).every((amounts) => amounts === undefined || quantities(amounts) === undefined)
    ? undefined
    : 'requests and limits, each a mapping of names to quantities, such as {requests: {cpu: "100m"}}';

/** Parses a boolean like Go's strconv.ParseBool; undefined if it is not one. */
export function parseBool(found: string): boolean | undefined {
  if (["1", "t", "T", "true", "True", "TRUE"].includes(found)) return true;
  if (["0", "f", "F", "false", "False", "FALSE"].includes(found)) return false;
  return undefined;
}

function isPort(found: string): boolean {
  return /^\d+$/.test(found.trim()) && Number(found) < 65536;
}

function isPortList(found: string): boolean {
  return found.trim() === "" || found.split(",").every(isPort);
}

function isRange(found: string): boolean {
  const [address = "", bits = "", ...rest] = found.split("/");
  if (rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(bits)) return false;
  return (isIPv4(address) && Number(bits) <= 32) || (isIPv6(address) && Number(bits) <= 128);
}

function isIPv4Range(found: string): boolean {
  const [address = "", bits, ...rest] = found.split("/");
  return (
    isIPv4(address) &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,2}$/.test(bits) && Number(bits) <= 32))
  );
}
