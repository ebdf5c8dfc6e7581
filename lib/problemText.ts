import { jsonText } from "./jsonText";

/** A value for messages: JSON of at most 80 characters, or `nothing` for undefined. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  const shown = jsonText(value) ?? String(value);
  return shown.length > 80 ? `${shown.slice(0, 77)}...` : shown;
}

/**
 * The text of a validation message after its path: `found VALUE; expected WHAT. HINT`.
 * @param hint a sentence with its punctuation
 */
export function foundExpected(found: unknown, expected: string, hint?: string): string {
  return `found ${showValue(found)}; expected ${expected}.${hint === undefined ? "" : ` ${hint}`}`;
}
