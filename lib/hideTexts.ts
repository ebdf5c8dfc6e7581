import { escapeRegExp } from "./escapeRegExp";

/** Returns a function that replaces these texts by `[secret]`. None of them may be empty. */
export function hideTexts(texts: Iterable<string>): (text: string) => string {
  // The longest first: a secret can be the beginning of another one.
  const longestFirst = [...texts].sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return (text) => text;
  const pattern = new RegExp(longestFirst.map(escapeRegExp).join("|"), "g");
  return (text) => text.replace(pattern, "[secret]");
}
