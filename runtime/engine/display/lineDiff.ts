import { diffArrays } from "diff";

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
