/**
 * Go template text that produces JSON: one value or, in a list, any number of items that each end with a comma.
 */
export class GoTemplate {
  constructor(readonly text: string) {}
}

/** Tagged template literal for {@link GoTemplate}. */
export function go(texts: TemplateStringsArray, ...parts: (string | number)[]): GoTemplate {
  return new GoTemplate(String.raw({ raw: texts.raw }, ...parts));
}

/** Quotes a string for a Go template. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/**
 * Converts a value to a Go template that produces YAML: JSON, except for trailing commas in lists, which YAML
 * allows. Undefined fields are omitted.
 */
export function templateText(value: unknown): string {
  if (value instanceof GoTemplate) return value.text;
  if (Array.isArray(value)) {
    const items = value.map((item) => (item instanceof GoTemplate ? item.text : `${templateText(item)},`));
    return `[${items.join("\n")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => `${JSON.stringify(name)}: ${templateText(field)}`);
    return `{${fields.join(",\n")}}`;
  }
  return JSON.stringify(value).replaceAll("{{", '{{"{{"}}');
}
