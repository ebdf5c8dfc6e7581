import { joinPath, type PropertyPath } from "../../../lib/propertyPath";
import type { ConfigValue } from "../model/operation";
import { goJson } from "./goJson";
import { messageOf, UserError } from "./userError";

/** An encrypted text in a stack file: `{secure: CIPHERTEXT}`. */
export class SecureValue {
  constructor(readonly ciphertext: string) {}
}

/** A configuration value in the format of a stack file. */
export type ConfigNode =
  null | boolean | number | bigint | string | SecureValue | ConfigNode[] | { [key: string]: ConfigNode };

/** Replaces hidden secrets in output. */
export const BLINDED = "[secret]";

export const isConfigMap = (node: ConfigNode | undefined): node is { [key: string]: ConfigNode } =>
  typeof node === "object" && node !== null && !Array.isArray(node) && !(node instanceof SecureValue);

/** Converts a value that a YAML or JSON parser returned. */
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

/** True when the node is or contains an encrypted text. */
export function hasSecure(node: ConfigNode): boolean {
  if (node instanceof SecureValue) return true;
  if (Array.isArray(node)) return node.some(hasSecure);
  return isConfigMap(node) && Object.values(node).some(hasSecure);
}

/** The node with each encrypted text replaced by the result of `reveal`. */
export function plain(node: ConfigNode, reveal: (ciphertext: string) => ConfigNode): ConfigNode {
  if (node instanceof SecureValue) return reveal(node.ciphertext);
  if (Array.isArray(node)) return node.map((element) => plain(element, reveal));
  if (!isConfigMap(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, element]) => [key, plain(element, reveal)]));
}

/** The node in the JSON format of stack files and history entries, where an encrypted text is `{secure: CIPHERTEXT}`. */
export const toStored = (node: ConfigNode): unknown => plain(node, (secure) => ({ secure }));

/** The value that a program receives: texts unchanged, numbers and booleans as text, maps and lists as JSON. */
export function toConfigValue(node: ConfigNode, reveal: (ciphertext: string) => string): ConfigValue {
  const secrets: string[] = [];
  const revealed = plain(node, (ciphertext) => {
    const text = reveal(ciphertext);
    secrets.push(text);
    return text;
  });
  const secret = secrets.length > 0;
  if (typeof revealed === "string") return { value: revealed, secret, secrets, object: false };
  const object = revealed === null || typeof revealed === "object";
  return { value: goJson(revealed, { escapeHtml: true }), secret, secrets, object };
}

/** The value of a key, as {@link toConfigValue}. @throws UserError with the key when a text in it cannot be decrypted */
export function configValueOf(
  key: string,
  node: ConfigNode,
  reveal: (ciphertext: string) => string,
): ConfigValue {
  try {
    return toConfigValue(node, reveal);
  } catch (error) {
    throw new UserError(`${key}: ${messageOf(error)}`);
  }
}

export const formatConfigPath = (path: Readonly<PropertyPath>): string => path.reduce<string>(joinPath, "");

/** The node at a path; undefined without one. */
export function getAt(node: ConfigNode | undefined, path: Readonly<PropertyPath>): ConfigNode | undefined {
  let current = node;
  for (const segment of path) {
    if (typeof segment === "number") current = Array.isArray(current) ? current[segment] : undefined;
    else current = isConfigMap(current) && Object.hasOwn(current, segment) ? current[segment] : undefined;
  }
  return current;
}

/**
 * A copy of the node with another value at a path. Missing maps and lists on the path are created.
 * @param prefix the path of `node`, for messages
 * @throws UserError when the path does not fit the node, or the result would read as an encrypted text
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
    // Like the official CLI: a container replaces a top-level scalar; a nested scalar is an error.
    if (container !== null && prefix.length > 1)
      throw new UserError(
        `could not set config: ${formatConfigPath(prefix)}: expected ${typeof head === "number" ? "an array" : "a map"}`,
      );
    container = typeof head === "number" ? new Array<ConfigNode>(head + 1).fill(null) : {};
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
  return rejectReserved(Object.fromEntries(entries), here);
}

/** A copy of the node without the value at a path; the same node if there is none. */
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
    return rejectReserved(Object.fromEntries(entries.filter(([key]) => key !== head)), here);
  return Object.fromEntries(
    entries.map(([key, element]) => [key, key === head ? removeAt(element, rest, here) : element]),
  );
}

function rejectReserved(map: { [key: string]: ConfigNode }, where: Readonly<PropertyPath>): ConfigNode {
  const keys = Object.keys(map);
  if (keys.length === 1 && keys[0] === "secure" && typeof map.secure === "string")
    throw new UserError(
      `could not set config: ${formatConfigPath(where)}: maps with the single key "secure" are reserved`,
    );
  return map;
}

/** The types of `config set --type`. */
export type ConfigType = "string" | "int" | "bool" | "float";

/**
 * Converts a command-line text to a value inside a map or list: `true` and `false` to booleans, integers without a leading 0
 * to numbers; other texts stay texts.
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
 * Converts a command-line text to a value of a type.
 * @throws UserError when the text is not of that type
 */
export function typed(text: string, type: ConfigType): ConfigNode {
  const fail = (expected: string): never => {
    throw new UserError(`--type: found ${JSON.stringify(text)}; expected ${expected}.`);
  };
  switch (type) {
    case "string":
      return text;
    case "bool":
      return text === "true" || text === "false" ? text === "true" : fail("true or false");
    case "int": {
      const value = /^[+-]?\d+$/.test(text) ? toInteger(text) : undefined;
      return value ?? fail("an integer of up to 64 bits");
    }
    case "float": {
      const value = text.trim() === "" ? NaN : Number(text);
      return Number.isFinite(value) ? value : fail("a number");
    }
  }
}
