import { isMapping, type Mapping } from "../../lib/mapping";
import { foundExpected } from "../../lib/problemText";
import { InjectionError } from "./errors";

/** The keys that lead to a value in an object. */
export type Path = readonly string[];

/**
 * Returns the value at a path, or undefined if the path ends early.
 * @throws {InjectionError} if the path leads through a value that is not a mapping
 */
export function at(object: Mapping, path: Path): unknown {
  let value: unknown = object;
  for (const [index, key] of path.entries()) {
    if (value == null) return undefined;
    value = asMapping(value, path.slice(0, index).join("."))[key];
  }
  return value;
}

/** {@link at}, as text. */
export function textAt(object: Mapping, path: Path): string | undefined {
  const value = at(object, path);
  return value == null ? undefined : String(value);
}

/** Returns a copy of the object with the value at a path changed. Missing mappings on the path are created. */
export function update(object: Mapping, path: Path, change: (value: unknown) => unknown): Mapping {
  const [key, ...rest] = path as [string, ...string[]];
  const value = object[key];
  const changed = rest.length === 0 ? change(value) : update(asMapping(value ?? {}, key), rest, change);
  return { ...object, [key]: changed };
}

/** Removes the items with these names from a list. */
export function withoutNames(list: readonly unknown[], names: readonly string[]): unknown[] {
  return list.filter((item) => !(isMapping(item) && names.includes(item.name as string)));
}

export function asMapping(value: unknown, path: string): Mapping {
  if (isMapping(value)) return value;
  throw new InjectionError(`${path}: ${foundExpected(value, "a mapping")}`);
}

export function asList(value: unknown, path: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new InjectionError(`${path}: ${foundExpected(value, "a list")}`);
}
