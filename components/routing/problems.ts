import { isMapping } from "../../lib/mapping";
import { foundExpected } from "../../lib/problemText";
import { didYouMean } from "../../lib/suggest";

/** A problem of a spec. */
export interface Problem {
  /** Path such as `route[1].weight`; empty for the whole spec. */
  path: string;
  /** What was found and what is expected. */
  message: string;
  /** True if the value is valid but deprecated. Default false. */
  warning?: boolean;
}

/** Thrown for an invalid spec, before anything is registered. */
export class RoutingError extends Error {
  override readonly name = "RoutingError";
  /**
   * @param object kind and name, such as `RouteRule default/reviews`
   * @param problems all problems of its spec
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

/** @throws {RoutingError} if there are problems */
export function requireNoProblems(object: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new RoutingError(object, problems);
}

/** Returns the problems of a value at a path. A value without problems is a `T`. */
export interface Check<T = unknown> {
  (value: unknown, path: string): Problem[];
  /** Exists only for the compiler, which reads `T` from it. */
  readonly accepts?: T;
}

/** The type of the values that a check accepts. */
export type TypeOf<C> = C extends Check<infer T> ? T : never;

/** The check of a field that must be set. */
export interface RequiredCheck<T = unknown> extends Check<T> {
  readonly required: true;
}

/** Checks of fields, by name. */
type Checks = Readonly<Record<string, Check>>;

/**
 * A mapping whose fields have these checks. The documentation of a field is that of its check, also in declaration files:
 * the compiler writes there the arguments of this type, not its properties.
 */
export type Mapping<C> = {
  [Name in keyof C as C[Name] extends RequiredCheck ? Name : never]: TypeOf<C[Name]>;
} & {
  [Name in keyof C as C[Name] extends RequiredCheck ? never : Name]?: TypeOf<C[Name]>;
};

/** A mapping with exactly one of the fields that have these checks. */
export type OneField<C> = { [Name in keyof C]: { [Only in Name]: TypeOf<C[Only]> } }[keyof C];

/** Returns a check with a predicate. */
export function allow<T>(fits: (value: unknown) => boolean, expected: string): Check<T> {
  return (value, path) => problemIf(!fits(value), path, value, expected);
}

/** Returns a problem in the usual words. */
export function problem(path: string, found: unknown, expected: string): Problem {
  return { path, message: foundExpected(found, expected) };
}

/** Returns a {@link problem} if a condition holds. */
export function problemIf(condition: boolean, path: string, found: unknown, expected: string): Problem[] {
  return condition ? [problem(path, found, expected)] : [];
}

/** The mappings in a list, each with its path. Other values have their own problems. */
export function mappingsIn(items: unknown, path: string): [item: Record<string, unknown>, path: string][] {
  const all: unknown[] = Array.isArray(items) ? items : [];
  return all.flatMap((item, index) => (isMapping(item) ? [[item, `${path}[${index}]`]] : []));
}

/** Marks a field as required. */
export function required<T>(check: Check<T>): RequiredCheck<T> {
  const copy: Check<T> = (value, path) => check(value, path);
  return Object.assign(copy, { required: true as const });
}

/** Adds problems to those of a check. */
export function both<T>(check: Check<T>, more: Check): Check<T> {
  return (value, path) => [...check(value, path), ...more(value, path)];
}

/** Rules for combinations of fields. */
interface FieldRules<Name extends string> {
  /** Groups of fields; exactly one field of each must be set. */
  exactlyOne?: readonly (readonly Name[])[];
  /** Groups of fields; at least one field of each must be set. */
  atLeastOne?: readonly (readonly Name[])[];
  /** Groups of fields; at most one field of each may be set. */
  atMostOne?: readonly (readonly Name[])[];
  /** Fields that Istio's CRDs still have: their checks, and the field that replaces each. */
  deprecated?: Readonly<Record<string, { check: Check; instead: Name }>>;
  /** Further checks, called only with a mapping. */
  also?: (value: Record<string, unknown>, path: string) => Problem[];
}

/** Checks a mapping with these fields and no others. */
export function fields<C extends Checks>(
  checks: C,
  rules: FieldRules<NoInfer<keyof C & string>> = {},
): Check<Mapping<C>> {
  const known = Object.keys(checks);
  const checkOf = (name: string): Check | undefined =>
    Object.hasOwn(checks, name) ? checks[name] : undefined;
  const deprecatedField = (name: string) =>
    rules.deprecated !== undefined && Object.hasOwn(rules.deprecated, name)
      ? rules.deprecated[name]
      : undefined;
  return (value, path) => {
    if (!isMapping(value)) return [problem(path, value, `a mapping of ${known.join(", ")}`)];
    const present = Object.keys(value).filter((name) => value[name] !== undefined);
    // To Istio an empty list is a missing one, unless its check rejects it, as is a deprecated number 0.
    const isMissing = (name: string): boolean =>
      Array.isArray(value[name]) && value[name].length === 0 && checkOf(name)?.(value[name], "").length === 0;
    const meant = present
      .filter((name) => !isMissing(name) && !(value[name] === 0 && deprecatedField(name) !== undefined))
      .map((name) => deprecatedField(name)?.instead ?? name);
    const count = (names: readonly string[]): number => names.filter((name) => meant.includes(name)).length;
    const group = (names: readonly string[], word: string, fits: (count: number) => boolean): Problem[] =>
      fits(count(names))
        ? []
        : [{ path, message: `found ${count(names)} of ${names.join(", ")}; expected ${word} of them.` }];
    return [
      ...present.flatMap((name) => {
        const at = join(path, name);
        const old = deprecatedField(name);
        if (old !== undefined) return [...old.check(value[name], at), deprecated(at, name, old.instead)];
        return checkOf(name)?.(value[name], at) ?? [unknownField(path, name, known)];
      }),
      ...known
        .filter((name) => "required" in checks[name]! && !present.includes(name))
        .map((name) => problem(join(path, name), undefined, "a value")),
      ...(rules.exactlyOne ?? []).flatMap((names) => group(names, "exactly one", (n) => n === 1)),
      ...(rules.atLeastOne ?? []).flatMap((names) => group(names, "one or more", (n) => n >= 1)),
      ...(rules.atMostOne ?? []).flatMap((names) => group(names, "at most one", (n) => n <= 1)),
      ...(rules.also?.(value, path) ?? []),
    ];
  };
}

/** Checks a mapping with exactly one of these fields. */
export function oneField<C extends Checks>(checks: C): Check<OneField<C>> {
  return fields(checks, { exactlyOne: [Object.keys(checks) as (keyof C & string)[]] }) as Check<never>;
}

/** Reports a field or value that Istio still supports. */
export function deprecated(path: string, found: string, instead: string): Problem {
  return { path, message: `found ${found}, which is deprecated; expected ${instead}.`, warning: true };
}

/** Checks a list and its items. */
export function list<T>(item: Check<T>, least = 0): Check<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return [problem(path, value, "a list")];
    if (value.length < least) return [problem(path, value, `a list of ${least} or more items`)];
    return value.flatMap((element, index) => item(element, `${path}[${index}]`));
  };
}

/** Checks a mapping with arbitrary names. */
export function mapOf<T>(item: Check<T>, name?: Check<string>): Check<Record<string, T>> {
  return (value, path) => {
    if (!isMapping(value)) return [problem(path, value, "a mapping")];
    return Object.entries(value).flatMap(([key, element]) => [
      ...(name?.(key, join(path, key)) ?? []),
      ...item(element, join(path, key)),
    ]);
  };
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
