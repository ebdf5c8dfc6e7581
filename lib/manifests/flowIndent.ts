const quoted = `"[^"\\\\]*(?:\\\\[^][^"\\\\]*)*"?|'[^']*(?:''[^']*)*'?`;
/** The parts of a plain text: a colon before white space and a # after a blank end it. */
const plainPart = String.raw`:(?=\S)|(?<![ \t\r])#`;

/** Parts of a line that do not matter: white space, comments, colons, anchors, tags and aliases. */
const skipped = /(?<![^\n])[ \t]+|[ \r]+|(?<![^ \t\r\n])#[^\n]*|:(?=\s|$)|[&!*][^\s,[\]{}]*/y;
const mark = /[-?](?=\s|$)/y;
const quotedText = new RegExp(quoted, "y");
const blockHeader = /[|>][-+0-9]*[ \t]*(?:#[^\n]*)?\r?(?=\n|$)/y;
const plainText = new RegExp(`(?:[^\\n:#]|${plainPart})+`, "y");
const flowToken = new RegExp(
  `${quoted}|(?<=\\s)#[^\\n]*|[^\\s,[\\]{}:?&*!|>%@\`-](?:[^\\n:#,[\\]{}]|${plainPart})*|\\n[ \\t]*|[^]`,
  "y",
);

/**
 * Indents the continuation lines of quoted scalars and flow collections. YAML 1.2 requires it, go-yaml 2 does not: the
 * closing quote or bracket often is in the column of its key. The white space that it changes has no meaning.
 */
export function indentFlowLines(text: string): string {
  let result = "";
  let position = 0;
  let lineStart = 0;
  /** The column of the last mark or text in the line: a block scalar after it is indented more. */
  let parent = -1;
  const take = (token: RegExp): string => {
    const start = position;
    token.lastIndex = start;
    if (token.test(text)) position = token.lastIndex;
    return text.slice(start, position);
  };
  const indented = (token: string, column: number): string =>
    token.replace(/\n[ \t]*/g, `\n${" ".repeat(column + 1)}`);
  const copy = (token: RegExp): boolean => {
    const found = take(token);
    result += found;
    return found !== "";
  };
  const copyFlow = (column: number): void => {
    for (let depth = 0; position < text.length;) {
      const token = take(flowToken);
      result += token === "\t" ? " " : indented(token, column);
      if (token === "[" || token === "{") depth++;
      if ((token === "]" || token === "}") && --depth === 0) return;
    }
  };
  while (position < text.length) {
    const column = position - lineStart;
    const char = text[position]!;
    if (char === "\n") {
      result += char;
      lineStart = ++position;
      parent = -1;
    } else if (copy(skipped)) continue;
    else if (char === "\t") {
      result += " ";
      position++;
    } else if (copy(mark)) parent = column;
    else if (char === '"' || char === "'") {
      result += indented(take(quotedText), column);
      parent = column;
    } else if (char === "[" || char === "{") copyFlow(column);
    else if (copy(blockHeader))
      copy(new RegExp(`(?:\\n(?: {${parent + 1},}[^\\n]*|[^\\S\\n]*)(?=\\n|$))*`, "y"));
    else {
      copy(plainText);
      parent = column;
    }
  }
  return result;
}
