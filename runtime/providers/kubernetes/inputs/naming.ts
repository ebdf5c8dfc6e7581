import { createHash } from "node:crypto";
import { Unknown, type PropertyValue } from "../../../protocol/values";
import { AUTONAMED, isAutonamed } from "../annotations";
import { nameOf } from "../../../../lib/clients/kubernetes/object";
import { annotate, metadataOf, valueAt, type KubernetesObject } from "../object";

const SUFFIX_DIGITS = 8;
/** The maximum name length of most kinds (Services accept only 63). */
const LONGEST_NAME = 253;

const isGiven = (value: PropertyValue | undefined): boolean =>
  value instanceof Unknown || (typeof value === "string" && value !== "");

/** True when the program sets the name, or a name that is still unknown. */
const isNamed = (object: KubernetesObject): boolean =>
  valueAt(object, "metadata") instanceof Unknown || isGiven(valueAt(object, "metadata", "name"));

/**
 * Names an unnamed object `NAME-xxxxxxxx`, with a suffix from the random seed, and marks it as named automatically.
 * @param base the resource's name, in lower case
 */
export function assignName(object: KubernetesObject, base: string, randomSeed: Uint8Array): void {
  if (isNamed(object) || isGiven(valueAt(object, "metadata", "generateName"))) return;
  const suffix = createHash("sha256")
    .update(randomSeed)
    .update("\n")
    .update(base)
    .digest("hex")
    .slice(0, SUFFIX_DIGITS);
  const prefix = base.slice(0, LONGEST_NAME - SUFFIX_DIGITS - 1);
  metadataOf(object).name = `${prefix}-${suffix}`;
  annotate(object, AUTONAMED, "true");
}

/** Keeps the name that an earlier run generated for the same resource, also when `generateName` is added. */
export function adoptOldName(object: KubernetesObject, old: KubernetesObject): void {
  if (isNamed(object) || nameOf(old) === "" || !isAutonamed(old)) return;
  metadataOf(object).name = nameOf(old);
  annotate(object, AUTONAMED, "true");
}
