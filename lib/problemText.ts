/** A value in a message: JSON of at most 80 characters, or `nothing` for undefined. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/**
 * The text of a validation message after its path: `found VALUE; expected WHAT. HINT`.
 * @param hint a sentence with its punctuation
 */
export function foundExpected(found: unknown, expected: string, hint?: string): string {
  return `found ${showValue(found)}; expected ${expected}.${hint === undefined ? "" : ` ${hint}`}`;
}
