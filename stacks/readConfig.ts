import * as pulumi from "@pulumi/pulumi";

/** The prefix of this project's keys in a stack file: the project's name. */
export const NAMESPACE = "meshstack";

/**
 * What the stack file says, key by key without the prefix, values as JSON has them. Keys of other namespaces
 * (`pulumi:disable-default-providers`, …) are not this program's and are left out.
 */
export function readStackConfig(): Record<string, unknown> {
  return rawConfig(pulumi.runtime.allConfig());
}

/** As {@link readStackConfig}, from the texts in which Pulumi hands configuration to a program. */
export function rawConfig(texts: Record<string, string>): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(texts)) {
    const [namespace, name] = splitKey(key);
    if (namespace === NAMESPACE) raw[name] = parseText(text);
  }
  return raw;
}

function splitKey(key: string): [namespace: string, name: string] {
  const colon = key.indexOf(":");
  return [key.slice(0, colon), key.slice(colon + 1)];
}

/** Objects and lists come as JSON; everything else is the text that was typed. */
function parseText(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
