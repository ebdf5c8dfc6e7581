/**
 * Splits a command line into words as a POSIX shell does: at spaces outside quotes. Expands nothing.
 * @throws when a quote is not closed
 */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    const escapes = quote === "" || (quote === '"' && /["\\$`]/.test(line[i + 1] ?? ""));
    if (char === "\\" && escapes && i + 1 < line.length) word = (word ?? "") + line[++i]!;
    else if (quote !== "" && char === quote) quote = "";
    else if (quote !== "") word = (word ?? "") + char;
    else if (char === '"' || char === "'") {
      quote = char;
      word ??= "";
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (quote !== "") throw new Error(`found ${line}; expected a closing ${quote}`);
  if (word !== undefined) words.push(word);
  return words;
}
