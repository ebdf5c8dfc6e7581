import { showValue } from "./showValue";

/**
 * The text of a validation message after its path: `found VALUE; expected WHAT. HINT`.
 * @param hint a sentence with its punctuation
 */
export function foundExpected(found: unknown, expected: string, hint?: string): string {
  return `found ${showValue(found)}; expected ${expected}.${hint === undefined ? "" : ` ${hint}`}`;
}
