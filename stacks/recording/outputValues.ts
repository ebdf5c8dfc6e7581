import * as rpc from "@pulumi/pulumi/runtime/rpc";

/**
 * Replaces secrets and unknown values in wire-format properties by output values, as an engine does. Transforms then
 * receive outputs for these values only, and plain values for their siblings.
 */
export function withOutputValues(value: unknown): unknown {
  if (value === rpc.unknownValue) return { [rpc.specialSigKey]: rpc.specialOutputValueSig };
  if (Array.isArray(value)) return value.map(withOutputValues);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, withOutputValues(inner)] as const);
  const mapped = Object.fromEntries(entries) as Record<string, unknown>;
  if (mapped[rpc.specialSigKey] !== rpc.specialSecretSig) return mapped;
  return { [rpc.specialSigKey]: rpc.specialOutputValueSig, value: mapped.value, secret: true };
}
