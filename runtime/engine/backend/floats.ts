import { SIGNATURE_KEY } from "../../../lib/pulumiSignature";

/** Infinity and NaN, which JSON cannot represent, in a state: the hexadecimal digits of the 64-bit number. */
export const FLOAT_SIGNATURE = "8ad145fe-0d11-4827-bfd7-1abcbf086f5c";

export function serializeFloat(value: number): Record<string, string> {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return { [SIGNATURE_KEY]: FLOAT_SIGNATURE, value: bytes.toString("hex") };
}

/** @throws Error when the digits are missing */
export function deserializeFloat(digits: unknown): number {
  if (typeof digits !== "string" || !/^[0-9a-f]{1,16}$/i.test(digits))
    throw new Error("malformed float value: missing or wrong 'value' field");
  return Buffer.from(digits.padStart(16, "0"), "hex").readDoubleBE();
}
