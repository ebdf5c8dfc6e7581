import { joinPath, type PropertyPath } from "../../../lib/propertyPath";
import type { ConfigValue } from "../model/operation";
import { goJson } from "./goJson";
import { UserError } from "./userError";

/** An encrypted text in a stack file: `{secure: CIPHERTEXT}`. */
export class SecureValue {
  constructor(readonly ciphertext: string) {}
}

/** A configuration value as a stack file holds it. */
export type ConfigNode =
  null | boolean | number | bigint | string | SecureValue | ConfigNode[] | { [key: string]: ConfigNode };

/** What stands for a secret that is not to be shown. */
export const BLINDED = "[secret]";

export const isConfigMap = (node: ConfigNode | undefined): node is { [key: string]: ConfigNode } =>
  typeof node === "object" && node !== null && !Array.isArray(node) && !(node instanceof SecureValue);

/** The node for a plain JavaScript value as YAML or JSON gives it. */
export function nodeFrom(value: unknown): ConfigNode {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(nodeFrom);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object") return value as ConfigNode;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0]![0] === "secure" && typeof entries[0]![1] === "string")
    return new SecureValue(entries[0]![1]);
  return Object.fromEntries(entries.map(([key, element]) => [key, nodeFrom(element)]));
}

/** True when the node is, or holds anywhere, an encrypted text. */
export function hasSecure(node: ConfigNode): boolean {
  if (node instanceof SecureValue) return true;
  if (Array.isArray(node)) return node.some(hasSecure);
  return isConfigMap(node) && Object.values(node).some(hasSecure);
}

/** The node with each encrypted text replaced by what `reveal` makes of its ciphertext. */
export function plain(node: ConfigNode, reveal: (ciphertext: string) => string): ConfigNode {
  if (node instanceof SecureValue) return reveal(node.ciphertext);
  if (Array.isArray(node)) return node.map((element) => plain(element, reveal));
  if (!isConfigMap(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, element]) => [key, plain(element, reveal)]));
}

/** The node as plain JSON, encrypted texts as `{secure: CIPHERTEXT}`: what history entries and stack files hold. */
export function toStored(node: ConfigNode): unknown {
  if (node instanceof SecureValue) return { secure: node.ciphertext };
  if (Array.isArray(node)) return node.map(toStored);
  if (!isConfigMap(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, element]) => [key, toStored(element)]));
}

/** The value as a program gets it: texts as they are, numbers and booleans as text, maps and lists as JSON. */
export function toConfigValue(node: ConfigNode, reveal: (ciphertext: string) => string): ConfigValue {
  const secret = hasSecure(node);
  const revealed = plain(node, reveal);
  if (typeof revealed === "string") return { value: revealed, secret, object: false };
  const object = revealed === null || typeof revealed === "object";
  return { value: goJson(revealed, { escapeHtml: true }), secret, object };
}

export const formatConfigPath = (path: Readonly<PropertyPath>): string => path.reduce<string>(joinPath, "");

/** The node at a path, undefined where there is none. */
export function getAt(node: ConfigNode | undefined, path: Readonly<PropertyPath>): ConfigNode | undefined {
  let current = node;
  for (const segment of path) {
    if (typeof segment === "number") current = Array.isArray(current) ? current[segment] : undefined;
    else current = isConfigMap(current) && Object.hasOwn(current, segment) ? current[segment] : undefined;
  }
  return current;
}

/**
 * The node with another value at a path; maps and lists on the way are made where nothing is. The value is not changed
 * in place.
 * @param prefix the path of `node`, for messages
 * @throws UserError where the path does not fit what is there, or the result would read as an encrypted text
 */
export function setAt(
  node: ConfigNode | undefined,
  path: Readonly<PropertyPath>,
  value: ConfigNode,
  prefix: Readonly<PropertyPath>,
): ConfigNode {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  const here = [...prefix, head];
  const fail = (message: string): never => {
    throw new UserError(`could not set config: ${formatConfigPath(here)}: ${message}`);
  };
  let container = node ?? null;
  if (!Array.isArray(container) && !isConfigMap(container)) {
    // As the official CLI: only a whole value gives way to a container, a scalar deeper down is an error.
    if (container !== null && prefix.length > 1)
      throw new UserError(
        `could not set config: ${formatConfigPath(prefix)}: expected ${typeof head === "number" ? "an array" : "a map"}`,
      );
    container = typeof head === "number" ? [] : {};
  }
  if (Array.isArray(container)) {
    if (typeof head !== "number") return fail("key for an array must be an int");
    if (head > container.length) return fail("array index out of range");
    const copy = [...container];
    copy[head] = setAt(copy[head], rest, value, here);
    return copy;
  }
  if (typeof head === "number") return fail("key for a map must be a string");
  const existing = Object.hasOwn(container, head) ? container[head] : undefined;
  const entries = new Map(Object.entries(container)).set(head, setAt(existing, rest, value, here));
  return refuseReserved(Object.fromEntries(entries), here);
}

/** The node without what is at a path; unchanged when nothing is. */
export function removeAt(
  node: ConfigNode,
  path: Readonly<PropertyPath>,
  prefix: Readonly<PropertyPath>,
): ConfigNode {
  const [head, ...rest] = path;
  if (head === undefined || getAt(node, path) === undefined) return node;
  const here = [...prefix, head];
  if (Array.isArray(node)) {
    const index = head as number;
    if (rest.length === 0) return node.filter((_, at) => at !== index);
    return node.map((element, at) => (at === index ? removeAt(element, rest, here) : element));
  }
  const entries = Object.entries(node as { [key: string]: ConfigNode });
  if (rest.length === 0)
    return refuseReserved(Object.fromEntries(entries.filter(([key]) => key !== head)), here);
  return Object.fromEntries(
    entries.map(([key, element]) => [key, key === head ? removeAt(element, rest, here) : element]),
  );
}

function refuseReserved(map: { [key: string]: ConfigNode }, where: Readonly<PropertyPath>): ConfigNode {
  const keys = Object.keys(map);
  if (keys.length === 1 && keys[0] === "secure" && typeof map.secure === "string")
    throw new UserError(
      `could not set config: ${formatConfigPath(where)}: maps with the single key "secure" are reserved`,
    );
  return map;
}

/** The types that `config set --type` knows. */
export type ConfigType = "string" | "int" | "bool" | "float";

/**
 * The text of a command line as a value inside a map or list: `true` and `false` are booleans, integers that begin with
 * no 0 are numbers, the rest are texts.
 */
export function coerce(text: string): ConfigNode {
  if (text === "true") return true;
  if (text === "false") return false;
  if (!/^[+-]?\d+$/.test(text) || (text.length > 1 && text.startsWith("0"))) return text;
  return toInteger(text) ?? text;
}

function toInteger(text: string): number | bigint | undefined {
  const integer = BigInt(text.replace(/^\+/, ""));
  if (integer < -(2n ** 63n) || integer >= 2n ** 64n) return undefined;
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}

/**
 * The text of a command line as a value of a type.
 * @throws UserError when the text is none of that type
 */
export function typed(text: string, type: ConfigType): ConfigNode {
  const fail = (allowed: string): never => {
    throw new UserError(`${JSON.stringify(text)} is no ${type}: ${allowed}`);
  };
  switch (type) {
    case "string":
      return text;
    case "bool":
      return text === "true" || text === "false" ? text === "true" : fail("true and false are allowed");
    case "int": {
      const value = /^[+-]?\d+$/.test(text) ? toInteger(text) : undefined;
      return value ?? fail("an integer of up to 64 bits is expected");
    }
    case "float": {
      const value = text.trim() === "" ? NaN : Number(text);
      return Number.isFinite(value) ? value : fail("a number is expected");
    }
  }
}
