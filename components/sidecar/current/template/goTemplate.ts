/** A piece of a Go template that gives JSON: a value, or in a list any number of items, each with a comma after it. */
export class GoTemplate {
  constructor(readonly text: string) {}
}

/** A piece of a Go template, written as a tagged literal. */
export function go(texts: TemplateStringsArray, ...parts: (string | number)[]): GoTemplate {
  return new GoTemplate(String.raw({ raw: texts.raw }, ...parts));
}

/** Text as Go's templates quote it. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/**
 * A value as a Go template that gives it as YAML (JSON, but for commas after the last items of lists, which YAML
 * takes). Fields that are undefined are left out.
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
