/** The prefix of this project's keys in a stack file, which is the project's name. */
export const NAMESPACE = "meshstack";

/**
 * The stack file's configuration, without the prefix of the keys and without keys of other prefixes.
 * @param texts the strings in which Pulumi passes configuration to a program, by their keys
 */
export function rawConfig(texts: Record<string, string>): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(texts)) {
    const [namespace, name] = splitKey(key);
    // A key without a value, such as a map whose keys are all comments, has its default.
    if (namespace === NAMESPACE && text !== "") raw[name] = parseText(text);
  }
  return raw;
}

function splitKey(key: string): [namespace: string, name: string] {
  const colon = key.indexOf(":");
  return [key.slice(0, colon), key.slice(colon + 1)];
}

/** Pulumi passes objects and lists as JSON, and all other values as text. */
function parseText(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text, (_, value: unknown) => value ?? undefined);
  } catch {
    return text;
  }
}
