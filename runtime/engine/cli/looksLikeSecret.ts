/** Keys whose values are looked at. */
const KEY = /passwd|pass|password|pwd|secret|token/i;
/** As many characters of a value are looked at. */
const LOOKED_AT = 16;
/** Bits of a value, guessed from its length and kinds of characters, from which on it is taken for a secret. */
const BITS = 45;

/**
 * True when a value under such a key looks like one that should not lie in a file in plain text. The official CLI guesses
 * with a password meter; this is a simpler guess that asks for letters and digits and no space.
 */
export function looksLikeSecret(key: string, value: string): boolean {
  if (!KEY.test(key) || /\s/.test(value) || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  const alphabet =
    (/[a-z]/.test(value) ? 26 : 0) +
    (/[A-Z]/.test(value) ? 26 : 0) +
    10 +
    (/[^A-Za-z0-9]/.test(value) ? 30 : 0);
  return Math.min(value.length, LOOKED_AT) * Math.log2(alphabet) >= BITS;
}
