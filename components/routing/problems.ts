import { foundExpected } from "../../lib/problemText";
import { didYouMean } from "../../lib/suggest";

/** One thing that is wrong with an object's spec. */
export interface Problem {
  /** Where, as `route[1].weight`; empty for the spec as a whole. */
  path: string;
  /** What was found and what is allowed. */
  message: string;
}

/** An object whose spec is wrong; it is thrown before anything is registered. */
export class RoutingError extends Error {
  override readonly name = "RoutingError";
  /**
   * @param object what is wrong, as `RouteRule default/reviews`
   * @param problems all that is wrong with it
   */
  constructor(
    readonly object: string,
    readonly problems: readonly Problem[],
  ) {
    const lines = problems.map(
      ({ path, message }) => `  ${path === "" ? "spec" : `spec.${path}`}: ${message}`,
    );
    super(`${object} is invalid:\n${lines.join("\n")}`);
  }
}

/** What is wrong with a value at a path; nothing when it fits. */
export type Check = (value: unknown, path: string) => Problem[];

/** A check by a predicate. */
export function allow(fits: (value: unknown) => boolean, expected: string): Check {
  return (value, path) => (fits(value) ? [] : [problem(path, value, expected)]);
}

/** A problem in its usual words. */
export function problem(path: string, found: unknown, expected: string): Problem {
  return { path, message: foundExpected(found, expected) };
}

/** Rules between the fields of a mapping. */
interface FieldRules<T> {
  /** Fields that must be there. */
  required?: readonly (keyof T & string)[];
  /** Of each of these groups, exactly one field must be there. */
  exactlyOne?: readonly (readonly (keyof T & string)[])[];
  /** Of each of these groups, one field or more must be there. */
  atLeastOne?: readonly (readonly (keyof T & string)[])[];
  /** Of each of these groups, one field or none may be there. */
  atMostOne?: readonly (readonly (keyof T & string)[])[];
  /** What else is to be checked, given that the value is a mapping. */
  also?: (value: Record<string, unknown>, path: string) => Problem[];
}

/**
 * A mapping with these fields and no others.
 * @typeParam T the mapping's type; every field of it has a check
 */
export function fields<T>(checks: { [K in keyof T]-?: Check }, rules: FieldRules<T> = {}): Check {
  const known = checks as Record<string, Check>;
  return (value, path) => {
    if (!isMapping(value)) return [problem(path, value, `a mapping of ${Object.keys(known).join(", ")}`)];
    const present = Object.keys(value).filter((name) => value[name] !== undefined);
    const count = (names: readonly string[]): number => names.filter((name) => present.includes(name)).length;
    const group = (names: readonly string[], word: string, fits: (count: number) => boolean): Problem[] =>
      fits(count(names))
        ? []
        : [{ path, message: `found ${count(names)} of ${names.join(", ")}; expected ${word} of them.` }];
    return [
      ...present.flatMap((name) => {
        const check = Object.hasOwn(known, name) ? known[name] : undefined;
        return check ? check(value[name], join(path, name)) : [unknownField(path, name, Object.keys(known))];
      }),
      ...(rules.required ?? [])
        .filter((name) => !present.includes(name))
        .map((name) => problem(join(path, name), undefined, "a value")),
      ...(rules.exactlyOne ?? []).flatMap((names) => group(names, "exactly one", (n) => n === 1)),
      ...(rules.atLeastOne ?? []).flatMap((names) => group(names, "one or more", (n) => n >= 1)),
      ...(rules.atMostOne ?? []).flatMap((names) => group(names, "at most one", (n) => n <= 1)),
      ...(rules.also?.(value, path) ?? []),
    ];
  };
}

/** A list of these items. */
export function list(item: Check, least = 0): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return [problem(path, value, "a list")];
    if (value.length < least) return [problem(path, value, `a list of ${least} or more items`)];
    return value.flatMap((element, index) => item(element, `${path}[${index}]`));
  };
}

/** A mapping from any names to these values. */
export function mapOf(item: Check, name?: Check): Check {
  return (value, path) => {
    if (!isMapping(value)) return [problem(path, value, "a mapping")];
    return Object.entries(value).flatMap(([key, element]) => [
      ...(name?.(key, join(path, key)) ?? []),
      ...item(element, join(path, key)),
    ]);
  };
}

/** Whether a value is a mapping. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function join(path: string, name: string): string {
  const part = /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
  return path === "" ? part : `${path}.${part}`;
}

function unknownField(path: string, name: string, known: readonly string[]): Problem {
  const hint = didYouMean(name, known);
  const message = `found an unknown field; expected one of ${known.join(", ")}.${hint === undefined ? "" : ` ${hint}`}`;
  return { path: join(path, name), message };
}
