import { COLLECTION_STYLE, EVENT_ID, SCALAR_STYLE, type Event } from "js-yaml";

const tabLine = /^(?: *[-?](?=[ \t]))* *\t/gm;

/**
 * The position of a line that starts with a tab between block values, or with one after its dashes. go-yaml rejects it
 * even if the line is blank or a comment. Inside brackets and scalars such a line is allowed.
 */
export function misplacedTab(text: string, events: readonly Event[]): number | undefined {
  const candidates = [...text.matchAll(tabLine)].map(({ 0: start, index }) => index + start.length - 1);
  if (candidates.length === 0) return undefined;
  const ranges = allowedRanges(text, events);
  return candidates.find((position) => !ranges.some(([start, end]) => start <= position && position <= end));
}

/** The ranges of scalars and of collections in brackets. */
function allowedRanges(text: string, events: readonly Event[]): [start: number, end: number][] {
  const ranges: [number, number][] = [];
  const open: (number | undefined)[] = [];
  let position = 0;
  for (const event of events) {
    if (event.type === EVENT_ID.SCALAR && event.valueStart >= 0) {
      position = event.valueEnd;
      // Blank space after a plain scalar that is the whole document belongs to it.
      const isLast =
        event.style === SCALAR_STYLE.PLAIN && events.length === 3 && text.slice(event.valueEnd).trim() === "";
      ranges.push([event.valueStart, isLast ? text.length : event.valueEnd]);
    } else if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) {
      position = Math.max(position, event.start);
      open.push(
        event.style === COLLECTION_STYLE.FLOW &&
          text.startsWith(event.type === EVENT_ID.MAPPING ? "{" : "[", event.start)
          ? event.start
          : undefined,
      );
    } else if (event.type === EVENT_ID.DOCUMENT) open.push(undefined);
    else if (event.type === EVENT_ID.POP) {
      const start = open.pop();
      if (start === undefined) continue;
      const [between] = /(?:["'\s,[{]|#[^\n]*)*[\]}]?/y.exec(text.slice(position))!;
      position += between.length;
      ranges.push([start, position]);
    }
  }
  return ranges;
}
