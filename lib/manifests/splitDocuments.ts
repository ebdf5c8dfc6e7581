import { DocumentProblem } from "./manifestError";

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
 * A marker may be followed by a comment only.
 */
export function splitDocuments(text: string): DocumentText[] {
  const markers = /^(---|\.\.\.(?=[ \t\r\n]|$))([^\n]*)(?:\n|$)/gm;
  const documents: DocumentText[] = [];
  let current: Omit<DocumentText, "text"> & { start: number } = { start: 0, line: 0 };
  let line = 0;
  let counted = 0;
  const close = (end: number) => {
    const { start, ...rest } = current;
    documents.push({ ...rest, text: withoutByteOrderMark(text.slice(start, end)) });
  };
  const lineAt = (position: number): number => {
    for (let at = text.indexOf("\n", counted); at >= 0 && at < position; at = text.indexOf("\n", at + 1))
      line++;
    counted = position;
    return line;
  };
  const first = text.startsWith("\ufeff") ? 1 : 0;
  current.start = first;
  markers.lastIndex = first;
  for (const match of text.matchAll(markers)) {
    const [whole, marker, rest] = match as unknown as [string, string, string];
    close(match.index);
    const markerLine = lineAt(match.index);
    const isMarker = /^[ \t\r]*(#.*)?$/.test(rest);
    current = {
      start: match.index + whole.length,
      line: markerLine + 1,
      ...(!isMarker && {
        problem: new DocumentProblem(
          `found ${marker}${rest.trimEnd()}; expected ${marker} alone on its line.`,
          -1,
        ),
      }),
    };
    if (whole.length === 0) break;
  }
  close(text.length);
  return documents;
}

const withoutByteOrderMark = (text: string): string => (text.startsWith("\ufeff") ? text.slice(1) : text);
