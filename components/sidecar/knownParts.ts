import * as pulumi from "@pulumi/pulumi";
import { SIGNATURE_KEY } from "../../lib/pulumiSignature";
import { isMapping } from "../../lib/mapping";
import type { Parts } from "./parts";

/**
 * Applies a function to a value: immediately if all parts that it reads are known, otherwise when the output is resolved.
 * {@link passOn} replaces other parts that are not known.
 */
export function whenKnown<T>(
  value: unknown,
  parts: Parts,
  change: (value: unknown) => T,
): T | pulumi.OutputInstance<T> {
  const seen = passOn(value, parts);
  if (isKnown(seen)) return change(seen);
  const output: pulumi.OutputInstance<unknown> = pulumi.output(withOutputs(seen) as object);
  return output.apply(change) as pulumi.OutputInstance<T>;
}

/** Replaces each value that is not known and outside the parts by a function that returns it. */
export function passOn(value: unknown, parts: Parts): unknown {
  if (parts === true || !isPlain(value)) return value;
  if (Array.isArray(value)) {
    if (!Array.isArray(parts)) return value;
    const [ofItem] = parts;
    return value.map((item) => (ofItem === undefined ? wrapped(item) : passOn(item, ofItem)));
  }
  if (!isMapping(value) || Array.isArray(parts)) return value;
  if (typeof parts === "function") return passOn(value, parts(value));
  return mapFields(value, (field, name) =>
    Object.hasOwn(parts, name) ? passOn(field, parts[name]!) : wrapped(field),
  );
}

const wrapped = (value: unknown): unknown => (isKnown(value) ? value : () => value);

/** Replaces the functions of {@link passOn} by the values that they return. */
export function restored(value: unknown): unknown {
  if (typeof value === "function") return (value as () => unknown)();
  if (!isPlain(value)) return value;
  if (Array.isArray(value)) return value.map(restored);
  return isMapping(value) ? mapFields(value, restored) : value;
}

/** True if the value and all its parts are plain. */
export function isKnown(value: unknown): boolean {
  if (!isPlain(value)) return false;
  return typeof value !== "object" || value === null || Object.values(value).every(isKnown);
}

interface WireSecret {
  [SIGNATURE_KEY]: string;
  value: unknown;
}

/** A secret in the form of Pulumi's protocol, which a transform may receive. */
function isWireSecret(value: unknown): value is WireSecret {
  return typeof value === "object" && value !== null && SIGNATURE_KEY in value && "value" in value;
}

/** True unless the value itself is an output, a promise, a secret or unknown. */
export function isPlain(value: unknown): boolean {
  return (
    !pulumi.Output.isInstance(value) &&
    !(value instanceof Promise) &&
    !pulumi.isUnknown(value) &&
    !isWireSecret(value)
  );
}

function withOutputs(value: unknown): unknown {
  if (isWireSecret(value)) return pulumi.secret(withOutputs(value.value));
  if (!isPlain(value)) return value;
  if (Array.isArray(value)) return value.map(withOutputs);
  return isMapping(value) ? mapFields(value, withOutputs) : value;
}

function mapFields(value: object, change: (field: unknown, name: string) => unknown): object {
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, change(field, name)]));
}
