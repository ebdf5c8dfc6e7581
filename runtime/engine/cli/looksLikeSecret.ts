/** Only values of these keys are checked. */
const KEY = /passwd|pass|password|pwd|secret|token/i;
/** The number of characters that count. */
const COUNTED = 16;
/** The estimated entropy, in bits, from which on a value counts as a secret. */
const BITS = 45;

/**
 * True when a value looks like a secret that should be encrypted. The official CLI uses a password meter; this estimate is
 * simpler and requires letters and digits, and no whitespace.
 */
export function looksLikeSecret(key: string, value: string): boolean {
  if (!KEY.test(key) || /\s/.test(value) || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  const alphabet =
    (/[a-z]/.test(value) ? 26 : 0) +
    (/[A-Z]/.test(value) ? 26 : 0) +
    10 +
    (/[^A-Za-z0-9]/.test(value) ? 30 : 0);
  return Math.min(value.length, COUNTED) * Math.log2(alphabet) >= BITS;
}
