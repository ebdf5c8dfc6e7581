import { catalog } from "./catalog";
import { routingObjects } from "./routes";

/** The ready-made rules as a table in Markdown, for the docs. */
export function catalogMarkdown(): string {
  const rows = Object.entries(catalog).map(([name, { description }]) => {
    const objects = routingObjects([name]).map(
      (object) => `${object.kind} \`${object.namespace}/${object.name}\``,
    );
    return [`\`${name}\``, description, objects.join(", ")];
  });
  return [["name", "what it does", "its objects"], ["---", "---", "---"], ...rows]
    .map((row) => `| ${row.join(" | ")} |\n`)
    .join("");
}
