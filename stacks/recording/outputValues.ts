import * as rpc from "@pulumi/pulumi/runtime/rpc";

/**
 * Properties as they go over the wire, with every secret and every unknown value as an output value: a transform then
 * gets an output in its place, and what stands beside it stays plain, as an engine does it.
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
