import { createHash } from "node:crypto";
import type { PropertyMap, PropertyValue } from "../../../protocol/values";

/** The official plugin's generated names: `NAME-` and seven hex digits, at most 255 characters. */
const DIGITS = 7;
const LONGEST = 255;

const isGiven = (value: PropertyValue | undefined): boolean =>
  value !== undefined && value !== null && value !== "";

/**
 * Adds a name to the inputs: the program's, else the one that an earlier run generated, else a new one from the seed.
 */
export function withName(
  inputs: PropertyMap,
  request: { name: string; olds?: PropertyMap; randomSeed: Uint8Array },
): PropertyMap {
  if (isGiven(inputs.name)) return inputs;
  const old = request.olds?.name;
  if (typeof old === "string" && isAutoName(old, request.name)) return { ...inputs, name: old };
  const digits = createHash("sha256").update(request.randomSeed).update(request.name).digest("hex");
  return { ...inputs, name: `${prefix(request.name)}${digits.slice(0, DIGITS)}` };
}

/** True for a name that was generated for a resource of this name. */
export const isAutoName = (name: string, resource: string): boolean =>
  name.startsWith(prefix(resource)) && /^[0-9a-f]{7}$/.test(name.slice(prefix(resource).length));

const prefix = (resource: string): string => `${resource.slice(0, LONGEST - DIGITS - 1)}-`;
