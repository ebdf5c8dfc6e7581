import { createHash } from "node:crypto";
import type { CheckRequest } from "../../../protocol/provider";
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
 * Names an unnamed object, and marks it as named automatically: the name that the stack's `pulumi:autonaming` proposes, else
 * `NAME-xxxxxxxx`, with a suffix from the random seed.
 * @param base the resource's name, in lower case
 * @throws Error when `pulumi:autonaming` requires that the program names its objects
 */
export function assignName(
  object: KubernetesObject,
  base: string,
  { randomSeed, autonaming }: Pick<CheckRequest, "randomSeed" | "autonaming">,
): void {
  if (isNamed(object) || isGiven(valueAt(object, "metadata", "generateName"))) return;
  if (autonaming?.mode === "disable")
    throw new Error("autonaming is disabled, resource requires the .metadata.name field to be set");
  metadataOf(object).name = autonaming?.proposedName ?? generateName(base, randomSeed);
  annotate(object, AUTONAMED, "true");
}

function generateName(base: string, randomSeed: Uint8Array): string {
  const suffix = createHash("sha256")
    .update(randomSeed)
    .update("\n")
    .update(base)
    .digest("hex")
    .slice(0, SUFFIX_DIGITS);
  const prefix = base.slice(0, LONGEST_NAME - SUFFIX_DIGITS - 1);
  return `${prefix}-${suffix}`;
}

/** Keeps the name that an earlier run generated for the same resource, also when `generateName` is added. */
export function adoptOldName(object: KubernetesObject, old: KubernetesObject): void {
  if (isNamed(object) || nameOf(old) === "" || !isAutonamed(old)) return;
  metadataOf(object).name = nameOf(old);
  annotate(object, AUTONAMED, "true");
}
