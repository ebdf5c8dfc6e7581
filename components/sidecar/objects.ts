import { foundExpected } from "../../lib/problemText";
import { InjectionError } from "./errors";
import type { Lift } from "./lift";

/** A mapping of an object, as YAML or JSON says it. */
export type Mapping = Record<string, unknown>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * What is at a path; undefined where the path ends early.
 * @throws {InjectionError} where the path goes through something that is no mapping
 */
export function at(object: Mapping, path: readonly string[]): unknown {
  let value: unknown = object;
  for (const [index, key] of path.entries()) {
    if (value == null) return undefined;
    value = asMapping(value, path.slice(0, index).join("."))[key];
  }
  return value;
}

/** A copy of the object in which what is at a path is changed; mappings that are missing on the way are made. */
export function update(
  lift: Lift,
  object: Mapping,
  path: readonly string[],
  change: (value: unknown) => unknown,
): Mapping {
  const [key, ...rest] = path as [string, ...string[]];
  const value = object[key];
  const changed =
    rest.length === 0
      ? change(value)
      : lift.map(value, (found) => update(lift, asMapping(found ?? {}, key), rest, change));
  return { ...object, [key]: changed };
}

/** @throws {InjectionError} when the value is none */
export function asMapping(value: unknown, path: string): Mapping {
  if (isMapping(value)) return value;
  throw new InjectionError(`${path}: ${foundExpected(value, "a mapping")}`);
}

/** @throws {InjectionError} when the value is none */
export function asList(value: unknown, path: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new InjectionError(`${path}: ${foundExpected(value, "a list")}`);
}
