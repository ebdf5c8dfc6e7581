import { diffArrays } from "diff";

/** Lines that both texts share, or that only one of them has. */
interface LineChunk {
  kind: "same" | "delete" | "insert";
  lines: string[];
}

/** Texts with more changed lines than this are shown as changed as a whole: the search takes quadratic time. */
const MAX_CHANGED_LINES = 1000;

/** The difference of two texts by lines: deletions before insertions, unchanged lines between. */
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
