import { classicApiVersion, classicValidators, type ClassicSpecs } from "./classic/kinds";
import { currentApiVersion, currentValidators, type CurrentSpecs } from "./current/kinds";
import type { KindValidators, ObjectOf } from "./kinds";
import { RoutingError, type Problem } from "./problems";

/** The kinds of both generations and the type of each one's spec; no two have a name in common. */
export type RoutingSpecs = ClassicSpecs & CurrentSpecs;

/** A kind of this folder. */
export type RoutingKind = keyof RoutingSpecs;

/** An object of one of these kinds, before it is registered. */
export type RoutingObject = ObjectOf<RoutingSpecs>;

const validators: KindValidators<RoutingSpecs> = { ...classicValidators, ...currentValidators };

/** The API version under which a kind is served. */
export function apiVersionOf(kind: RoutingKind): string {
  return Object.hasOwn(currentValidators, kind) ? currentApiVersion : classicApiVersion;
}

/** All that is wrong with the spec of an object of a kind. */
export function validateSpec<Kind extends RoutingKind>(kind: Kind, spec: RoutingSpecs[Kind]): Problem[] {
  return validators[kind](spec);
}

/**
 * Refuses a wrong spec.
 * @param name what the object is called in the error
 * @throws {RoutingError} with all that is wrong
 */
export function requireValid<Kind extends RoutingKind>(
  kind: Kind,
  name: string,
  spec: RoutingSpecs[Kind],
): void {
  const problems = validateSpec(kind, spec);
  if (problems.length > 0) throw new RoutingError(`${kind} ${name}`, problems);
}
