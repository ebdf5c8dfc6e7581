/** A value for messages: JSON of at most 80 characters, or `nothing` for undefined. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  const shown = JSON.stringify(value) ?? String(value);
  return shown.length > 80 ? `${shown.slice(0, 77)}...` : shown;
}
