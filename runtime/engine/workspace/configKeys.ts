import { parsePropertyPath, type PropertyPath, PropertyPathError } from "../../../lib/propertyPath";
import { compareBytes } from "./goJson";
import { UserError } from "./userError";

/**
 * The full form of a key that the user writes: `key` becomes `PROJECT:key`, `ns:config:key` becomes `ns:key`.
 * @param path the key is a path, of which only the part before the first `.` or `[` is converted
 * @throws UserError when the text is not a key
 */
export function fullKey(key: string, project: string, path = false): string {
  const end = path ? key.search(/[[.]/) : -1;
  if (end > 0) return fullKey(key.slice(0, end), project) + key.slice(end);
  if (end === 0) return `${project}:${key}`;
  const parts = key.split(":");
  if (parts.length === 1 && key !== "") return `${project}:${key}`;
  if (parts.length === 2 && parts.every((part) => part !== "")) return key;
  if (parts.length === 3 && parts[1] === "config") return `${parts[0]}:${parts[2]}`;
  throw new UserError(
    `invalid configuration key: could not parse ${key} as a configuration key ` +
      "(configuration keys should be of the form `<namespace>:<name>`)",
  );
}

/** The printed form of a full key: without the namespace if that is the project. */
export const prettyKey = (key: string, project: string): string =>
  key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key;

/** Orders full keys by namespace, then by name. */
export function compareKeys(a: string, b: string): number {
  const [left, right] = [split(a), split(b)];
  return compareBytes(left[0], right[0]) || compareBytes(left[1], right[1]);
}

/** Namespace and name of a full key. */
export function split(key: string): [namespace: string, name: string] {
  const colon = key.indexOf(":");
  return [key.slice(0, colon), key.slice(colon + 1)];
}

/** @throws UserError when the text is not a property path without wildcards */
export function parseConfigPath(text: string): PropertyPath {
  try {
    return parsePropertyPath(text, { wildcards: false });
  } catch (error) {
    if (!(error instanceof PropertyPathError)) throw error;
    throw new UserError(`invalid config key path ${JSON.stringify(text)}: ${error.reason}`);
  }
}
