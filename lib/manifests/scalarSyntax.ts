import { CHOMPING_MODE, SCALAR_STYLE, getScalarValue, type ScalarEvent } from "js-yaml";

/** A scalar that js-yaml reads and go-yaml does not, or reads as another value. */
interface ScalarProblem {
  message: string;
  position: number;
}

/**
 * Checks the syntax of a scalar.
 * @param text the document
 * @param inFlow whether the scalar is between brackets
 */
export function scalarSyntaxProblem(
  text: string,
  event: ScalarEvent,
  inFlow: boolean,
): ScalarProblem | undefined {
  if (event.style === SCALAR_STYLE.PLAIN) return inFlow ? flowTextProblem(text, event) : undefined;
  if (event.style === SCALAR_STYLE.SINGLE_QUOTED) return endProblem(text, event);
  return event.style === SCALAR_STYLE.DOUBLE_QUOTED
    ? (escapeProblem(text, event) ?? endProblem(text, event))
    : firstLineProblem(text, event);
}

/** A block scalar's first line cannot start with a tab, unless its header states the indentation. */
function firstLineProblem(text: string, { valueStart }: ScalarEvent): ScalarProblem | undefined {
  const header = text.lastIndexOf("\n", valueStart - 1) < 0 ? text : text.slice(0, valueStart);
  if (/[|>][-+]?[1-9][-+]?[ \t]*(?:#[^\n]*)?\r?\n?$/.test(header.slice(-200))) return undefined;
  const tab = /(?: *\r?\n)* *\t/y;
  tab.lastIndex = valueStart;
  return tab.test(text)
    ? {
        message: "found a tab in the indentation of a block scalar; expected spaces, or a header such as |2",
        position: tab.lastIndex - 1,
      }
    : undefined;
}

/** The text and event with an escape for each blank line after an escaped line break, which js-yaml ignores. */
function withEscapedBreaks(text: string, event: ScalarEvent): [text: string, event: ScalarEvent] {
  if (event.style !== SCALAR_STYLE.DOUBLE_QUOTED || event.fast) return [text, event];
  const raw = text.slice(event.valueStart, event.valueEnd);
  const escaped = raw.replace(
    /(?<=(?<!\\)(?:\\\\)*)\\\r?\n((?:[ \t]*\r?\n)+)/g,
    (_, blank: string) => `${"\\n".repeat(blank.split("\n").length - 1)}\\\n`,
  );
  return escaped === raw ? [text, event] : [escaped, { ...event, valueStart: 0, valueEnd: escaped.length }];
}

/** Between brackets, `:` and `?` are marks of values and keys in more places. */
function flowTextProblem(text: string, { valueStart, valueEnd }: ScalarEvent): ScalarProblem | undefined {
  const [mark] = /^[:?]|\?(?=\s)/.exec(text.slice(valueStart, valueEnd + 1)) ?? [];
  if (mark === undefined || valueEnd <= valueStart) return undefined;
  return {
    message: `found text with the mark ${mark} between brackets; expected it in quotes`,
    position: valueStart,
  };
}

function endProblem(text: string, { valueEnd }: ScalarEvent): ScalarProblem | undefined {
  return /[^\s,\]}:]/.test(text[valueEnd + 1] ?? "")
    ? { message: "found text after a closing quote; expected a line break or a comma", position: valueEnd }
    : undefined;
}

/** YAML has no surrogate pairs: an escape is a whole character. */
function escapeProblem(text: string, { valueStart, valueEnd, fast }: ScalarEvent): ScalarProblem | undefined {
  if (fast) return undefined;
  const raw = text.slice(valueStart, valueEnd);
  const escape = /(?<!\\)(?:\\\\)*\\(u[dD][89a-fA-F]|U(?!0010|000[0-9a-fA-F]))/.exec(raw);
  if (escape === null) return undefined;
  return {
    message: "found the escape of a surrogate; expected the character itself or \\UXXXXXXXX",
    position: valueStart + escape.index,
  };
}

/** Whether a key between brackets and its colon are on several lines, which go-yaml allows only after `?`. */
export function spansLines(text: string, { style, valueStart, valueEnd }: ScalarEvent): boolean {
  const isQuoted = style !== SCALAR_STYLE.PLAIN;
  const [start, end] = isQuoted ? [valueStart - 1, valueEnd + 1] : [valueStart, valueEnd];
  const [between, colon] = /(?:\s|#[^\n]*)*(:?)/y.exec(text.slice(end, end + 4096))!;
  if (colon === "" || !(text.slice(start, end) + between).includes("\n")) return false;
  return !/\?\s+$/.test(text.slice(Math.max(0, start - 4096), start));
}

/** The value of a scalar as text. js-yaml adds a line break to a block scalar at the end of a document without one. */
export function scalarText(text: string, event: ScalarEvent): string {
  const value = getScalarValue(...withEscapedBreaks(text, event));
  const isBlock = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
  if (!isBlock || event.valueEnd !== text.length || !value.endsWith("\n")) return value;
  const lastBreak = event.chomping === CHOMPING_MODE.KEEP ? /[\r\n]$/ : /[\r\n] *$/;
  return lastBreak.test(text) ? value : value.slice(0, -1);
}

/** Whether only marks, anchors and tags are before the key at a position in its line, as go-yaml requires. */
export function startsLine(text: string, position: number): boolean {
  if (position < 0) return true;
  const before = text.slice(text.lastIndexOf("\n", position - 1) + 1, position);
  return /^(?:[ \t]*[-?:](?=[ \t]))*[ \t]*(?:[&!]\S*[ \t]+)*["'*[{]?$/.test(before);
}
