import { deepEquals, type PropertyMap } from "../../../protocol/values";
import { comparable } from "./comparable";
import type { Fields } from "./field";

/**
 * The inputs with drift applied: the daemon's value replaces a given input that differs, so that the next update
 * detects the difference. Inputs that the program leaves to the daemon are no difference.
 */
export function driftedInputs(
  inputs: PropertyMap,
  live: PropertyMap,
  fields: Fields,
  watched: readonly string[],
): PropertyMap {
  const given = comparable(inputs, fields);
  const found = comparable(live, fields);
  const result = { ...inputs };
  for (const key of watched) {
    if (given[key] === undefined || deepEquals(given[key], found[key])) continue;
    if (live[key] === undefined) delete result[key];
    else result[key] = live[key]!;
  }
  return result;
}
