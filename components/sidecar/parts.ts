import type { Mapping } from "../../lib/mapping";
import type { Path } from "./objects";

/**
 * The parts of a value that a function reads: `true` for the whole value, a mapping for parts of its fields, a list for
 * parts of its items (`[]` for their number only), or a function that returns the parts for a mapping.
 */
export type Parts = true | { [field: string]: Parts } | Parts[] | ((value: Mapping) => Parts);

/** Parts of the value at a path. */
export function partsAt(path: Path, parts: Parts): Parts {
  return path.reduceRight<Parts>((inner, key) => ({ [key]: inner }), parts);
}

/** The fields of a mapping whose names match. */
export const fieldsNamed =
  (pattern: RegExp): Parts =>
  (value) =>
    Object.fromEntries(
      Object.keys(value)
        .filter((name) => pattern.test(name))
        .map((name) => [name, true]),
    );

/** Everything that one of two functions reads. */
export function bothParts(one: Parts, other: Parts): Parts {
  if (one === true || other === true) return true;
  if (typeof one === "function") return (value) => bothParts(one(value), other);
  if (typeof other === "function") return bothParts(other, one);
  if (Array.isArray(one) || Array.isArray(other)) {
    const items = [one, other].flat();
    return items.length < 2 ? items : [items.reduce(bothParts)];
  }
  return Object.entries(other).reduce(
    (both, [name, parts]) => ({
      ...both,
      [name]: Object.hasOwn(both, name) ? bothParts(both[name]!, parts) : parts,
    }),
    one,
  );
}
