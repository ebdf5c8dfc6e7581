import { isIPv4, isIPv6 } from "node:net";

/** Says what is allowed when the value is not; undefined when it is. */
export type Check = (value: unknown) => string | undefined;

/** One line for each field whose value is given and not allowed. */
export function problems<T extends object>(value: T, fields: { [field in keyof T]?: Check }): string[] {
  return Object.entries(fields as Record<string, Check>).flatMap(([field, check]) => {
    const found = (value as Record<string, unknown>)[field];
    const allowed = found === undefined ? undefined : check(found);
    return allowed === undefined ? [] : [`${field}: found ${JSON.stringify(found)}: allowed is ${allowed}`];
  });
}

const matches =
  (pattern: RegExp, allowed: string): Check =>
  (value) =>
    typeof value === "string" && pattern.test(value) ? undefined : allowed;

const whenText =
  (fits: (text: string) => boolean, allowed: string): Check =>
  (value) =>
    typeof value === "string" && fits(value) ? undefined : allowed;

export const text: Check = matches(/^/, "text");
export const filled: Check = matches(/./, "text that is not empty");
export const flag: Check = (value) => (typeof value === "boolean" ? undefined : "true or false");
export const whole: Check = (value) =>
  Number.isInteger(value) && (value as number) >= 0 ? undefined : "a whole number of 0 or more";
export const port: Check = (value) =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) < 65536
    ? undefined
    : "a port, 1 to 65535";
export const hub: Check = matches(
  /^\S*[^\s/]$/,
  'a registry with a path, such as "docker.io/istio", without "/" at its end',
);
export const tag: Check = matches(/^\w[\w.-]{0,127}$/, "an image tag: letters, digits, _ . -, at most 128");
export const imageName: Check = matches(
  /^[^\s/]\S*$/,
  'an image\'s name, such as "docker.io/istio/proxyv2:1.31.4"',
);
export const label: Check = matches(
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  "a name: lower-case letters, digits and -, at most 63",
);

export const oneOf =
  (...names: string[]): Check =>
  (value) =>
    names.includes(value as string) ? undefined : `one of ${names.join(", ")}`;

export const optional =
  (check: Check): Check =>
  (value) =>
    value === "" ? undefined : check(value);

export const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every((item) => check(item) === undefined)
      ? undefined
      : `a list; each item is ${check(undefined)}`;

/** A number in text, as annotations have it. */
export const wholeText: Check = whenText(
  (found) => /^\d+$/.test(found) && Number(found) < 2 ** 32,
  "a whole number of 0 or more",
);

export const portText: Check = whenText(isPort, "a port, 0 to 65535");
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

export const interfaces: Check = whenText(
  (found) => found === "" || found.split(",").every((name) => /^[A-Za-z][\w.-]{0,14}$/.test(name.trim())),
  "names of network interfaces separated by commas, each of letters, digits, _ . -, at most 15",
);

export const flagText: Check = whenText(
  (found) => parseBool(found) !== undefined,
  'one of "true", "false", "1", "0", "t", "f"',
);

export const quantity: Check = matches(
  /^[+-]?(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/,
  'a quantity, such as "100m" or "128Mi"',
);

const quantities: Check = (value) =>
  isMapping(value) && Object.values(value).every((amount) => quantity(amount) === undefined)
    ? undefined
    : "a mapping to quantities";

export const resources: Check = (value) =>
  isMapping(value) &&
  Object.keys(value).every((key) => key === "requests" || key === "limits") &&
  Object.values(value).every((amounts) => amounts === undefined || quantities(amounts) === undefined)
    ? undefined
    : 'requests and limits, each a mapping to quantities, such as {requests: {cpu: "100m"}}';

/** A boolean in text, as Go reads it; undefined when it is none. */
export function parseBool(found: string): boolean | undefined {
  if (["1", "t", "T", "true", "True", "TRUE"].includes(found)) return true;
  if (["0", "f", "F", "false", "False", "FALSE"].includes(found)) return false;
  return undefined;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
