/** Markup that is safe to insert. Only `html` creates it. */
export class Html {
  constructor(readonly markup: string) {}
}

/** Values of a template: markup stays, text is escaped, undefined and false are omitted. */
export type Part = Html | string | number | undefined | false | readonly Part[];

/** A template that escapes its values, so that no text can become markup. */
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

/** Escapes text for an element or a quoted attribute. */
export const escapeText = (text: string): string => text.replace(/[&<>"']/g, (found) => entities[found]!);
