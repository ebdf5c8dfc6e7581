/** Markup that may go into a page as it is. Only `html` makes it. */
export class Html {
  constructor(readonly markup: string) {}
}

/** What a template takes: markup goes in as it is, all else escaped, and nothing for undefined and false. */
export type Part = Html | string | number | undefined | false | readonly Part[];

/** A template whose values are escaped, so that no text of a user or of another service can become markup. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(texts.reduce((markup, text, index) => `${markup}${rendered(parts[index - 1])}${text}`));
}

function rendered(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.markup;
  return typeof part === "object" ? part.map(rendered).join("") : escapeText(String(part));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it stands in an element or in a quoted attribute. */
export const escapeText = (text: string): string => text.replace(/[&<>"']/g, (found) => entities[found]!);
