/** Lines that both texts share, or that only one of them has. */
export interface LineChunk {
  kind: "same" | "delete" | "insert";
  lines: string[];
}

/** Beyond so many pairs of lines, what lies between the common ends is taken as changed as a whole. */
const MAX_PAIRS = 1_000_000;

/** The difference of two texts by lines: deletions before insertions, unchanged lines between. */
export function diffLines(old: string, text: string): LineChunk[] {
  const olds = old.split("\n");
  const news = text.split("\n");
  let start = 0;
  while (start < olds.length && start < news.length && olds[start] === news[start]) start++;
  let end = 0;
  while (
    end < olds.length - start &&
    end < news.length - start &&
    olds[olds.length - 1 - end] === news[news.length - 1 - end]
  )
    end++;
  const chunks: LineChunk[] = [];
  push(chunks, "same", olds.slice(0, start));
  diffMiddle(chunks, olds.slice(start, olds.length - end), news.slice(start, news.length - end));
  push(chunks, "same", olds.slice(olds.length - end));
  return chunks;
}

/** By the longest common subsequence. */
function diffMiddle(chunks: LineChunk[], olds: string[], news: string[]): void {
  if (olds.length * news.length > MAX_PAIRS) {
    push(chunks, "delete", olds);
    push(chunks, "insert", news);
    return;
  }
  const width = news.length + 1;
  const common = new Uint32Array((olds.length + 1) * width);
  for (let i = olds.length - 1; i >= 0; i--)
    for (let j = news.length - 1; j >= 0; j--)
      common[i * width + j] =
        olds[i] === news[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  let i = 0;
  let j = 0;
  while (i < olds.length || j < news.length) {
    if (i < olds.length && j < news.length && olds[i] === news[j]) {
      push(chunks, "same", [olds[i++]!]);
      j++;
    } else if (
      i < olds.length &&
      (j === news.length || common[(i + 1) * width + j]! >= common[i * width + j + 1]!)
    ) {
      push(chunks, "delete", [olds[i++]!]);
    } else push(chunks, "insert", [news[j++]!]);
  }
}

function push(chunks: LineChunk[], kind: LineChunk["kind"], lines: string[]): void {
  if (lines.length === 0) return;
  const last = chunks.at(-1);
  if (last?.kind === kind) last.lines.push(...lines);
  else chunks.push({ kind, lines: [...lines] });
}
