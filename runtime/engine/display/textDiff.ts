import { diffArrays } from "diff";
import type { PropertyWriter } from "./propertyWriter";
import { quote, sanitize } from "./text";

/** The number of unchanged lines to show around changed ones. */
const CONTEXT = 2;

/** Shows two single-line texts side by side, other texts line by line. Ends with a newline. */
export function writeTextDiff(writer: PropertyWriter, old: string, text: string): void {
  if (old.includes("\n") || text.includes("\n")) writeLineDiff(writer.indented(1), old, text);
  else writeCharacterDiff(writer, old, text);
}

/** Only the text between the common beginning and end has the colour of the change. */
function writeCharacterDiff(writer: PropertyWriter, old: string, text: string): void {
  const olds = [...old];
  const news = [...text];
  let start = 0;
  while (start < olds.length && start < news.length && olds[start] === news[start]) start++;
  let end = 0;
  while (
    end < Math.min(olds.length, news.length) - start &&
    olds[olds.length - 1 - end] === news[news.length - 1 - end]
  )
    end++;
  const same = writer.unmarked();
  const side = (characters: string[], op: "delete" | "create"): void => {
    const inner = (from: number, to: number): string =>
      quote(characters.slice(from, to).join("")).slice(1, -1);
    writer.write('"');
    same.write(inner(0, start));
    writer.with({ op }).write(inner(start, characters.length - end));
    same.write(inner(characters.length - end, characters.length));
    writer.write('"');
  };
  side(olds, "delete");
  writer.write(" => ");
  side(news, "create");
  writer.write("\n");
}

function writeLineDiff(writer: PropertyWriter, old: string, text: string): void {
  writer.write("\n");
  const same = writer.unmarked();
  const put = (to: PropertyWriter, lines: string[]): void => {
    for (const line of lines) {
      if (line.trim() === "") continue;
      to.line(sanitize(line, false));
      to.write("\n");
    }
  };
  const chunks = diffLines(old, text);
  chunks.forEach(({ kind, lines }, index) => {
    if (kind !== "same") return put(writer.marked(kind === "delete" ? "delete" : "create"), lines);
    const shown = lines.filter((line) => line.trim() !== "");
    const before = index === 0 ? 0 : CONTEXT;
    const after = index === chunks.length - 1 ? 0 : CONTEXT;
    if (shown.length <= before + after + 1 || chunks.length === 1) return put(same, shown);
    put(same, shown.slice(0, before));
    put(same, ["..."]);
    put(same, after === 0 ? [] : shown.slice(-after));
  });
}

/** Lines that both texts or only one of them contains. */
interface LineChunk {
  kind: "same" | "delete" | "insert";
  lines: string[];
}

/** The search takes quadratic time. Above this limit all lines are shown as changed. */
const MAX_CHANGED_LINES = 1000;

/** Compares two texts by lines; deletions come before insertions. */
export function diffLines(old: string, text: string): LineChunk[] {
  const olds = old.split("\n");
  const news = text.split("\n");
  const changes = diffArrays(olds, news, { maxEditLength: MAX_CHANGED_LINES });
  if (changes === undefined)
    return [
      { kind: "delete", lines: olds },
      { kind: "insert", lines: news },
    ];
  return changes.map(({ added, removed, value }) => ({
    kind: removed ? "delete" : added ? "insert" : "same",
    lines: value,
  }));
}
