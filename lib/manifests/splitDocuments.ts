import { DocumentProblem, lineOf } from "./manifestError";

/** The text of one document, without the marker line before it. */
export interface DocumentText {
  text: string;
  /** The number of lines before it. */
  line: number;
  /** Problem of the marker before it. */
  problem?: DocumentProblem;
}

/**
 * Splits a text at its document markers (`---`, `...`), as kubectl does: at every line that starts with one.
 * A marker may be followed by a comment only. Skips documents without a value.
 */
export function splitDocuments(text: string): DocumentText[] {
  const documents: DocumentText[] = [];
  let start = text.startsWith("\ufeff") ? 1 : 0;
  let line = 0;
  let problem: DocumentProblem | undefined;
  const close = (end: number): void => {
    const part = text.slice(start, end).replace(/^\ufeff/, "");
    if (problem !== undefined || !isEmpty(part)) documents.push({ text: part, line, problem });
  };
  for (const match of text.matchAll(/^(---|\.\.\.(?=[ \t\r\n]|$))([^\n]*)(?:\n|$)/gm)) {
    const [whole, marker, rest] = match as unknown as [string, string, string];
    close(match.index);
    line += lineOf(text.slice(start, match.index), text.length) + 1;
    start = match.index + whole.length;
    const found = `${marker}${rest.trimEnd()}`;
    problem = /^[ \t\r]*(?:#|$)/.test(rest)
      ? undefined
      : new DocumentProblem(`found ${found}; expected ${marker} alone on its line.`, -1);
  }
  close(text.length);
  return documents;
}

const isEmpty = (text: string): boolean =>
  !/[\x85\u2028\u2029]/.test(text) && /^(?: *(?:#[^\n]*|\r)?(?:\n|$))*$/.test(text);
