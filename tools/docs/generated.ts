import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UNSUPPORTED_COMMANDS, UNSUPPORTED_GLOBAL_FLAGS } from "../../runtime/engine/cli/unsupported";
import { configurationSections, stackFileSchema } from "./configuration";
import { tables } from "./tables";

/**
 * The generated files, by their path in the checkout. In pages only what the code decides is generated: the rows of tables,
 * two lists in docs/engine.md, and the sections of docs/configuration.md.
 * @throws Error when a page does not have the place of a generated part
 */
export function generatedDocs(root: string): Record<string, string> {
  const page = (name: string) => readFileSync(join(root, "docs", name), "utf8");
  const withTables = (name: keyof typeof tables) =>
    Object.entries(tables[name]).reduce((text, [line, rows]) => replaceRows(text, line, rows), page(name));
  return {
    "docs/checks.md": withTables("checks.md"),
    "docs/configuration.md": page("configuration.md").split(/^## /m)[0]! + configurationSections(),
    "docs/deviations.md": withTables("deviations.md"),
    "docs/engine.md": replaceLists(withTables("engine.md")),
    "docs/routing.md": withTables("routing.md"),
    "stacks/stack.schema.json": `${JSON.stringify(stackFileSchema(), null, 2)}\n`,
  };
}

/** Replaces the rows of the first table after a line. */
function replaceRows(text: string, line: string, rows: readonly (readonly string[])[]): string {
  const lines = text.split("\n");
  const begin = lines.indexOf(line);
  const start = lines.findIndex((each, index) => index > begin && /^\|[ |-]+\|$/.test(each)) + 1;
  if (begin < 0 || start === 0) throw new Error(`found no table after the line ${JSON.stringify(line)}`);
  const count = lines.slice(start).findIndex((each) => !each.startsWith("|"));
  lines.splice(start, count, ...rows.map((cells) => `| ${cells.join(" | ")} |`));
  return lines.join("\n");
}

/** Replaces the lists of unsupported commands and flags. */
function replaceLists(text: string): string {
  const list = (words: readonly string[]) => words.map((each) => `\`${each}\``).join(", ");
  const commands = list(UNSUPPORTED_COMMANDS.map((words) => words.join(" ")));
  const flags = list(UNSUPPORTED_GLOBAL_FLAGS.map((flag) => flag.flags));
  const lists = /^Commands: .*\n\nFlags of all commands: .*$/m;
  if (!lists.test(text)) throw new Error("found no lists of unsupported commands and flags");
  return text.replace(lists, () => `Commands: ${commands}.\n\nFlags of all commands: ${flags}. Other flags:`);
}
