import { hideTexts } from "../../../lib/hideTexts";
import { goJson } from "../workspace/goJson";

/** Shorter texts would also match unrelated words. The official engine has the same limit. */
const SHORTEST = 3;
/** The same for a single line of a secret: output arrives line by line. */
const SHORTEST_LINE = 8;

/** Returns a function that replaces secrets in a text, also where they are a part of a JSON string. */
export function secretHider(secrets: readonly string[]): (text: string) => string {
  const hidden = new Set<string>();
  for (const secret of secrets.filter(({ length }) => length >= SHORTEST)) {
    const lines = secret.split(/\r?\n/).filter(({ length }) => length >= SHORTEST_LINE);
    for (const text of [secret, ...lines])
      for (const json of [JSON.stringify(text), goJson(text, { escapeHtml: true })])
        hidden.add(text).add(json.slice(1, -1));
  }
  return hideTexts(hidden);
}
